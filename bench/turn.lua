-- Posts the signed forms of a file in turn, each request with an idempotency token of its own.
-- Arguments: a name for this run, so that tokens never repeat; the file: a line of signature, a line of body, and so on.
local forms, run, sent = {}, "", 0

function init(args)
  run = args[1]
  local signature
  for line in io.lines(args[2]) do
    if signature then
      table.insert(forms, {signature = signature, body = line})
      signature = nil
    else
      signature = line
    end
  end
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
  wrk.headers["User-Agent"] = "TwilioProxy/1.1"
end

function request()
  local form = forms[sent % #forms + 1]
  sent = sent + 1
  wrk.headers["X-Twilio-Signature"] = form.signature
  wrk.headers["I-Twilio-Idempotency-Token"] = run .. "-" .. sent
  return wrk.format("POST", nil, nil, form.body)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "p99": %d, "failed": %d}\n',
    summary.requests, summary.duration, latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
