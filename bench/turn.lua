-- Posts the signed forms of a file in turn, each request with an idempotency token of its own.
-- Arguments: a name for this run, so that tokens never repeat; the file: a line of path, one of signature, one of body, and
-- so on; optionally the time at which the calls are made.
local forms, run, sent = {}, "", 0

function init(args)
  run = args[1]
  local lines = io.lines(args[2])
  for path in lines do
    table.insert(forms, {path = path, signature = lines(), body = lines()})
  end
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
  wrk.headers["X-Helpdesk-At"] = args[3]
  wrk.headers["User-Agent"] = "TwilioProxy/1.1"
end

function request()
  local form = forms[sent % #forms + 1]
  sent = sent + 1
  wrk.headers["X-Twilio-Signature"] = form.signature
  wrk.headers["I-Twilio-Idempotency-Token"] = run .. "-" .. sent
  return wrk.format("POST", form.path, nil, form.body)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "p99": %d, "failed": %d}\n',
    summary.requests, summary.duration, latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
