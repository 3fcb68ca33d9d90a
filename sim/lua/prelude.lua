-- prelude.lua - helpers that need no C; run before every scenario, in the same sandbox.
--
-- The names defined here are part of a scenario's language beside the units,
-- the distributions and the constructors of the models.

-- months(triangular(0, 6, 18)) reads better than a product; so do the others.
function hours(x) return x * hour end
function days(x) return x * day end
function weeks(x) return x * week end
function months(x) return x * month end
function years(x) return x * year end

-- checkpoint = every "30 min"
function every(span) return span end

-- rack "mine" (like "HGX-H100x4" { servers = 2 }): another entity's fields, some
-- of them changed. The same as a field `like`.
function like(name)
  return function(fields)
    local t = {}
    for k, v in pairs(fields) do t[k] = v end
    t.like = name
    return t
  end
end

-- at("2029-03-01", trip "loop", { hours = 2 }): a drill. Options: hours (a number) or
-- lasts (a span), share of the capacity lost, value of a GPU-hour.
function trip(name) return name end

function at(when, target, how)
  local t = { target = target, at = when }
  for k, v in pairs(how or {}) do
    if k == "hours" then t.lasts = v * hour else t[k] = v end
  end
  return drill("trip " .. target .. " " .. when)(t)
end
