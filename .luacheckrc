-- What luacheck looks at in the scripts as they lie in their files. Whether each name is defined is checked on whole
-- scripts (tests/lua_and_javascript.py), as a file uses functions of its folder's prelude.
std = "lua51"
ignore = {"1", "631"} -- names that another file defines; long lines
local defines_for_others = {ignore = {"1", "211", "221", "631"}}
files["*/lua/prelude.lua"] = defines_for_others
files["*/lua/prelude/*.lua"] = defines_for_others
files["reports/lua/fold/*.lua"] = defines_for_others
files["store/lua/opening.lua"] = defines_for_others
files["routing/lua/single/dial.lua"] = {ignore = {"1", "211/event", "631"}} -- the included function `spend` calls it
