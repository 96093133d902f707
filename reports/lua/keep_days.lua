-- Keeps the sums of past days, unless a count of the day has changed since the reader left its mark, or the time is up.
-- A: longest life in s, then for each day its number, the mark, and the sums. They live no longer than the counts.
for n = 2, #A, 3 do
  local name, life = key('day_counts', A[n]), tonumber(A[1]) * 1000
  for day = A[n] - 1, A[n] + 1 do
    local left = call('PTTL', key('count', whole(day)))
    if left > 0 then life = math.min(life, left) end
  end
  if call('GET', name) == A[n + 1] then call('SET', name, A[n + 2], 'PX', whole(life)) end
end
return 1
