// Supplies a phone with access tokens. The page's own timer fetches the next one well before the end of the last, whatever
// the carrier's script says of it; what fails is tried again after pauses that grow, so that neither the line nor the
// carrier is asked without end. A phone that is registered stays registered as long as its token lives.
const LEAD = 300; // s before the end of a token
const LONGEST_PAUSE = 60; // s
const STEADY = 60_000; // ms as a registered phone after which earlier failures count no more

export class Renewal {
  #failures = 0;
  #timer = null;
  #expiry = null;
  #readySince = 0; // 0: not registered
  #isFetching = false;
  #isStopped = false;

  // `fetchToken` gives {token, seconds}; `use` takes the token; `failed` is called with the error of a request that failed,
  // `expired` when a token has ended and no other one has come.
  constructor({ fetchToken, use, failed, expired }) {
    Object.assign(this, { fetchToken, use, failed, expired });
  }

  // How often in a row it has failed.
  get failures() {
    return this.#failures;
  }

  // Fetch a token now.
  async start() {
    if (this.#isFetching) return;
    clearTimeout(this.#timer);
    this.#isFetching = true;
    try {
      const { token, seconds } = await this.fetchToken();
      this.#isFetching = false;
      if (this.#isStopped) return;
      if (this.#isSteady) this.#failures = 0;
      this.#plan(Math.max(seconds - LEAD, seconds / 2));
      clearTimeout(this.#expiry);
      this.#expiry = setTimeout(() => this.expired(), seconds * 1_000);
      this.use(token);
    } catch (error) {
      this.#isFetching = false;
      this.#planAgain();
      this.failed(error);
    }
  }

  // The phone is registered with the last token.
  ready() {
    this.#readySince ||= Date.now();
  }

  // The phone needs another token, or cannot be reached with this one.
  retry() {
    if (this.#isSteady) this.#failures = 0;
    this.#readySince = 0;
    if (!this.#isFetching) this.#planAgain();
  }

  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#expiry);
  }

  get #isSteady() {
    return this.#readySince > 0 && Date.now() - this.#readySince > STEADY;
  }

  // Pages that all lost the same server come back one after the other, hence the chance.
  #planAgain() {
    const pause = Math.min(2 ** this.#failures, LONGEST_PAUSE);
    this.#failures += 1;
    this.#plan(pause * (0.75 + Math.random() / 2));
  }

  #plan(seconds) {
    clearTimeout(this.#timer);
    if (!this.#isStopped) this.#timer = setTimeout(() => this.start(), seconds * 1_000);
  }
}
