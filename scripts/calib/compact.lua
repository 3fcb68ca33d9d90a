#!/usr/bin/env lua5.4
-- compact.lua - makes the compact kernel tables of models/calib/ from the full measured ones.
--
--   lua5.4 scripts/calib/compact.lua ../shared/kernels models/calib
--
-- Input: <op>_perf__<gpu>__<engine>_<version>.csv.gz and comm_nccl_perf.csv.gz as
-- converted from ai-dynamo/aiconfigurator (Apache-2.0). Output: one CSV a GPU and
-- op, a row per shape, a column per size, in microseconds, empty where nothing was
-- measured; the header says what was cut and how far the compact table is from the
-- full one: every measured point that the table does not hold is predicted from it
-- exactly as models/kernel.c does (ln of the ratio to a roofline, linear in ln of
-- each axis). The scale was chosen by leave-one-out: see models/calib/README.md.

local from, to = arg[1], arg[2]
assert(from and to, "usage: compact.lua FROM TO")

-- Roofline of each GPU: measured matmul ceilings and datasheet bandwidths, from
-- stas00/ml-engineering 744d01e (A100, H100, B200, GB200 rows). They cancel for
-- the GPU itself and matter only where a ratio is carried to another GPU. fp4 has
-- no measured ceiling: datasheet peak times the fp8 ceiling over the fp8 peak.
local G = {
	{ id = "a100_sxm", eng = "trtllm_1.0.0", tdp = 400, bf16 = 271.2e12, hbm = 2.0e12, wire = 300e9 },
	{ id = "h100_sxm", eng = "trtllm_1.3.0rc20", tdp = 700, bf16 = 794.5e12, fp8 = 1402.6e12, hbm = 3.35e12, wire = 450e9 },
	{ id = "b200_sxm", eng = "trtllm_1.3.0rc20", tdp = 1000, bf16 = 1745e12, fp8 = 3432.5e12, nvfp4 = 6865e12, hbm = 8e12, wire = 900e9 },
	{ id = "gb200", eng = "trtllm_1.3.0rc20", tdp = 1200, bf16 = 1822e12, fp8 = 3615.6e12, nvfp4 = 7231.2e12, hbm = 8e12, wire = 900e9 },
}
local SHORT = { bfloat16 = "bf16", half = "bf16", fp8 = "fp8", fp8_block = "fp8_block", nvfp4 = "nvfp4" }
local BYTES = { bf16 = 2, fp8 = 1, fp8_block = 1, nvfp4 = 0.5625 }

local function flops(g, t)
	if t == "fp8_block" then t = "fp8" end
	return g[t]
end

-- Rows of a gzipped CSV as tables by column name.
local function rows(path)
	local p = assert(io.popen("zcat '" .. path .. "'"))
	local head = {}
	for w in p:read():gmatch("[^,]+") do head[#head + 1] = w end
	return function()
		local l = p:read()
		if not l then p:close() return nil end
		local r, i = {}, 1
		for w in (l .. ","):gmatch("([^,]*),") do r[head[i]] = w; i = i + 1 end
		return r
	end
end

local function p4(a, b) return (a ^ 4 + b ^ 4) ^ 0.25 end

-- A table: sub-tables by key (text), each with two row axes and one column axis.
local Table = {}
Table.__index = Table

local function new(spec) -- {keys = n, cols = {...}, roof = f(key, x0, x1, x2)}
	return setmetatable({ spec = spec, sub = {}, order = {} }, Table)
end

function Table:add(key, x0, x1, x2, t)
	local s = self.sub[key]
	if not s then s = { pts = {}, at = {} }; self.sub[key] = s; self.order[#self.order + 1] = key end
	local id = x0 .. "|" .. x1 .. "|" .. x2
	local p = s.at[id]
	if p then -- the same point measured more than once (or another split of it): mean
		p.sum, p.n = p.sum + t, p.n + 1
	else
		p = { x0, x1, x2, sum = t, n = 1 }
		s.at[id] = p
		s.pts[#s.pts + 1] = p
	end
	p.all = p.all or {}
	p.all[#p.all + 1] = t
end

local function sorted(set)
	local r = {}
	for x in pairs(set) do r[#r + 1] = x end
	table.sort(r)
	return r
end

-- Chooses the axes, fills the grid, then predicts what is not in it.
function Table:build()
	local want = {}
	for _, c in ipairs(self.spec.cols) do want[c] = true end
	table.sort(self.order)
	for _, key in ipairs(self.order) do
		local s, ax = self.sub[key], { {}, {}, {} }
		for _, p in ipairs(s.pts) do
			if want[p[3]] and (not self.spec.row0 or self.spec.row0[p[1]]) then
				for i = 1, 3 do ax[i][p[i]] = true end
			end
		end
		for i = 1, 3 do ax[i] = sorted(ax[i]) end
		s.ax, s.v = ax, {}
		for i, a in ipairs(ax[1]) do
			s.v[i] = {}
			for j, b in ipairs(ax[2]) do
				s.v[i][j] = {}
				for k, c in ipairs(ax[3]) do
					local p = s.at[a .. "|" .. b .. "|" .. c]
					if p then s.v[i][j][k] = p.sum / p.n end
				end
			end
		end
	end
end

local function place(ax, x)
	if x <= ax[1] then return 1, 1, 0 end
	for i = 2, #ax do
		if x <= ax[i] then return i - 1, i, math.log(x / ax[i - 1]) / math.log(ax[i] / ax[i - 1]) end
	end
	return #ax, #ax, 0
end

function Table:predict(key, x)
	local s, acc, wsum = self.sub[key], 0, 0
	local lo, hi, w = {}, {}, {}
	for i = 1, 3 do lo[i], hi[i], w[i] = place(s.ax[i], x[i]) end
	for c = 0, 7 do
		local ix, wt = {}, 1
		for i = 1, 3 do
			local up = (c >> (i - 1)) & 1
			ix[i] = up == 1 and hi[i] or lo[i]
			wt = wt * (up == 1 and w[i] or 1 - w[i])
		end
		if wt > 0 then
			local v = s.v[ix[1]][ix[2]][ix[3]]
			if not v then return nil end
			local r = self.spec.roof(key, s.ax[1][ix[1]], s.ax[2][ix[2]], s.ax[3][ix[3]])
			acc, wsum = acc + wt * math.log(v / r), wsum + wt
		end
	end
	return math.exp(acc / wsum) * self.spec.roof(key, x[1], x[2], x[3])
end

-- Error over all measured points, those that the grid averages included.
function Table:errors()
	local e, sum, kept = {}, 0, 0
	for _, key in ipairs(self.order) do
		local s = self.sub[key]
		for _, row in ipairs(s.v) do for _, r in ipairs(row) do for _ in pairs(r) do kept = kept + 1 end end end
		for _, p in ipairs(s.pts) do
			local v = #s.ax[1] > 0 and self:predict(key, p)
			if v then
				for _, t in ipairs(p.all) do
					local err = math.abs(v / t - 1)
					if err > 1e-12 then e[#e + 1] = err; sum = sum + err end
				end
			end
		end
	end
	table.sort(e)
	return kept, #e, sum / math.max(1, #e), e[#e // 2 + 1] or 0, e[math.max(1, math.floor(#e * 0.9))] or 0
end

-- Leave-one-out along the columns, for tables that hold all there is.
function Table:holdout()
	local e, sum = {}, 0
	for _, key in ipairs(self.order) do
		local s = self.sub[key]
		local x = s.ax[3]
		for i, a in ipairs(s.ax[1]) do for j, b in ipairs(s.ax[2]) do
			local r = s.v[i][j]
			for k = 2, #x - 1 do
				if r[k] and r[k - 1] and r[k + 1] then
					local function f(q) return math.log(r[q] / self.spec.roof(key, a, b, x[q])) end
					local w = math.log(x[k] / x[k - 1]) / math.log(x[k + 1] / x[k - 1])
					local v = math.exp(f(k - 1) * (1 - w) + f(k + 1) * w) * self.spec.roof(key, a, b, x[k])
					e[#e + 1] = math.abs(v / r[k] - 1)
					sum = sum + e[#e]
				end
			end
		end end
	end
	table.sort(e)
	return #e, sum / math.max(1, #e), e[#e // 2 + 1] or 0, e[math.max(1, math.floor(#e * 0.9))] or 0
end

function Table:write(path, title, names, notes)
	local kept, n, mean, med, p90 = self:errors()
	local f = assert(io.open(path, "w"))
	f:write("# ", title, "\n# Unit: microsecond. Empty: not measured.\n")
	for _, l in ipairs(notes) do f:write("# ", l, "\n") end
	local how = "Against %d measured points that it does not hold or averages"
	if n == 0 then
		n, mean, med, p90 = self:holdout()
		how = "It holds all; leave-one-out along the columns, %d points"
	end
	f:write(string.format("# " .. how .. ": mean |error| %.1f %%, median %.1f %%, p90 %.1f %%. Points held: %d.\n",
		n, mean * 100, med * 100, p90 * 100, kept))
	-- columns: all that any sub-table has
	local cols = {}
	for _, key in ipairs(self.order) do for _, c in ipairs(self.sub[key].ax[3]) do cols[c] = true end end
	cols = sorted(cols)
	f:write(table.concat(names, ","))
	for _, c in ipairs(cols) do f:write(",", string.format("%d", c)) end
	f:write("\n")
	local n_row = 0
	for _, key in ipairs(self.order) do
		local s = self.sub[key]
		local pos = {}
		for k, c in ipairs(s.ax[3]) do pos[c] = k end
		for i, a in ipairs(s.ax[1]) do
			for j, b in ipairs(s.ax[2]) do
				local cells, any = {}, false
				for _, c in ipairs(cols) do
					local v = pos[c] and s.v[i][j][pos[c]]
					cells[#cells + 1] = v and string.format("%.4g", v * 1e6):gsub("e%+0?(%d+)", "e%1") or ""
					any = any or v
				end
				if any then
					local ax = {}
					if self.spec.axes >= 1 then ax[#ax + 1] = string.format("%d", a) end
					if self.spec.axes >= 2 then ax[#ax + 1] = string.format("%d", b) end
					f:write(key, #ax > 0 and "," or "", table.concat(ax, ","), ",", table.concat(cells, ","), "\n")
					n_row = n_row + 1
				end
			end
		end
	end
	f:close()
	print(string.format("%-36s %5d rows, mean %.1f %% median %.1f %% p90 %.1f %% of %d", path:match("calib/(.*)"), n_row, mean * 100, med * 100, p90 * 100, n))
end

local ORIGIN = "Origin: ai-dynamo/aiconfigurator, aic-core/src/aiconfigurator_core/systems/data, %s, %s; licence Apache-2.0; measured 2025-2026, taken over 2026-11."
local function origin(g, file) return string.format(ORIGIN, g.id, file) end
local POW2 = {}
for i = 0, 20 do POW2[#POW2 + 1] = 1 << i end

local function gemm(g, dir)
	local file = "gemm_perf__" .. g.id .. "__" .. g.eng
	local T = new { axes = 2,
		cols = { 1, 2, 4, 8, 16, 32, 48, 64, 96, 128, 160, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 8192, 16384, 32768 },
		roof = function(t, n, k, m)
			return g.floor + p4(2 * m * n * k / flops(g, t), ((m * k + n * k) * BYTES[t] + 2 * m * n) / g.hbm)
		end }
	g.floor, g.stream = math.huge, 0
	for r in rows(from .. "/" .. file .. ".csv.gz") do
		local t = SHORT[r.gemm_dtype]
		if t then
			local m, n, k, s = tonumber(r.m), tonumber(r.n), tonumber(r.k), tonumber(r.latency) * 1e-3
			T:add(t, n, k, m, s)
			if s < g.floor then g.floor = s end
			-- A matrix far larger than the cache, read once: memory bandwidth reached.
			local b = n * k * BYTES[t]
			if m == 1 and b > 1e9 then g.stream = math.max(g.stream, b / s) end
		end
	end
	T:build()
	T:write(dir .. "/gemm.csv", "gemm.csv - dense matmul [m, k] x [k, n] on one " .. g.id .. ": a row per (dtype, n, k), a column per m.",
		{ "dtype", "n", "k" }, { origin(g, file), "Cut: other m (tile edges such as 257), weight-only and smooth-quant integer types." })
end

local function span(s) return s * (s + 1) / 2 end

local function attention(g, dir)
	local file = "context_attention_perf__" .. g.id .. "__" .. g.eng
	local T = new { axes = 2, cols = POW2,
		row0 = { [1] = true, [2] = true, [4] = true, [8] = true, [16] = true, [32] = true },
		roof = function(key, grp, s, bh)
			local t, kv, d = key:match("^(.-),(.-),(%d+)$")
			d = tonumber(d)
			return g.floor + p4(4 * bh * d * span(s) / flops(g, t), bh * s * d * (4 + 2 / grp * (2 + BYTES[kv])) / g.hbm)
		end }
	for r in rows(from .. "/" .. file .. ".csv.gz") do
		local t, kv = SHORT[r.attn_dtype], SHORT[r.kv_cache_dtype]
		local h, hk = tonumber(r.num_heads), tonumber(r.num_key_value_heads)
		if r.window_size == "0" and t and kv and tonumber(r.isl) >= 16 then
			T:add(t .. "," .. kv .. "," .. r.head_dim, h // hk, tonumber(r.isl), tonumber(r.batch_size) * h, tonumber(r.latency) * 1e-3)
		end
	end
	T:build()
	T:write(dir .. "/prefill.csv", "prefill.csv - fused causal attention over new sequences on one " .. g.id .. ": a row per (types, head_dim, heads per kv head, length), a column per batch x heads.",
		{ "dtype", "kv_dtype", "head_dim", "group", "isl" }, { origin(g, file), "Cut: sliding windows, isl below 16; batch and heads collapsed to their product (mean of all splits)." })

	file = "generation_attention_perf__" .. g.id .. "__" .. g.eng
	T = new { axes = 2, cols = POW2,
		row0 = { [1] = true, [2] = true, [4] = true, [8] = true, [16] = true, [32] = true, [64] = true },
		roof = function(key, _, c, bk)
			local _, kv, d = key:match("^(.-),(.-),(%d+)$")
			return g.floor + 2 * bk * c * tonumber(d) * BYTES[kv] / g.hbm
		end }
	for r in rows(from .. "/" .. file .. ".csv.gz") do
		local t, kv = SHORT[r.attn_dtype], SHORT[r.kv_cache_dtype]
		local h, hk = tonumber(r.num_heads), tonumber(r.num_key_value_heads)
		if r.window_size == "0" and t and kv then
			T:add(t .. "," .. kv .. "," .. r.head_dim, h // hk, tonumber(r.step) + 1, tonumber(r.batch_size) * hk, tonumber(r.latency) * 1e-3)
		end
	end
	T:build()
	T:write(dir .. "/decode.csv", "decode.csv - attention of one new token per sequence against its cache on one " .. g.id .. ": a row per (types, head_dim, heads per kv head, context), a column per batch x kv heads.",
		{ "dtype", "kv_dtype", "head_dim", "group", "context" }, { origin(g, file), "Cut: sliding windows; batch and kv heads collapsed to their product (mean of all splits)." })
end

-- Latent attention: 128 + 64 wide keys and 128 wide values in prefill; one shared
-- latent of 512 + 64 in decode (DeepSeek-V2, sec. 2.1).
local function mla(g, dir)
	for _, op in ipairs { "context", "generation" } do
		local file = op .. "_mla_perf__" .. g.id .. "__" .. g.eng
		local T = new { axes = 2, cols = POW2, roof = function(key, h, s, b)
			local t, kv = key:match("^(.-),(.-)$")
			if op == "context" then
				return g.floor + p4(2 * b * h * (192 + 128) * span(s) / flops(g, t), b * s * h * (192 * 2 + 128 * 2) * 2 / g.hbm)
			end
			return g.floor + p4(2 * b * h * s * (576 + 512) / flops(g, t), b * s * 576 * BYTES[kv] / g.hbm)
		end }
		for r in rows(from .. "/" .. file .. ".csv.gz") do
			local s = op == "context" and tonumber(r.isl) or tonumber(r.step) + 1
			if s >= 16 or op ~= "context" then
				T:add(SHORT[r.mla_dtype] .. "," .. SHORT[r.kv_cache_dtype], tonumber(r.num_heads), s, tonumber(r.batch_size), tonumber(r.latency) * 1e-3)
			end
		end
		T:build()
		local name = op == "context" and "mla_prefill" or "mla_decode"
		T:write(dir .. "/" .. name .. ".csv", name .. ".csv - multi-head latent attention on one " .. g.id .. ": a row per (types, heads, length), a column per batch.",
			{ "dtype", "kv_dtype", "heads", "length" }, { origin(g, file), op == "context" and "Cut: isl below 16." or "Cut: nothing; repeated points averaged." })
	end
end

local function moe(g, dir)
	local file = "moe_perf__" .. g.id .. "__" .. g.eng
	local T = new { axes = 0, cols = POW2, roof = function(key, _, _, n)
		local t, hid, inter, topk, ex, tp, ep = key:match("^(.-),(.-),(.-),(.-),(.-),(.-),(.-),")
		local routed = n * topk / ep
		local loc = ex / ep
		local hit = loc * (1 - (1 - 1 / ex) ^ (n * topk))
		local w = 3 * hid * inter / tp
		return g.floor + p4(2 * routed * w / flops(g, t), (hit * w * BYTES[t] + routed * (2 * hid + 3 * inter / tp) * 2) / g.hbm)
	end }
	for r in rows(from .. "/" .. file .. ".csv.gz") do
		local t = SHORT[r.moe_dtype]
		local d = r.distribution
		if t and r.kernel_source ~= "moe_torch_flow_min_latency" and (d == "balanced" or d == "power_law_1.2") then
			T:add(table.concat({ t, r.hidden_size, r.inter_size, r.topk, r.num_experts, r.moe_tp_size, r.moe_ep_size, d == "balanced" and "even" or "power" }, ","),
				1, 1, tonumber(r.num_tokens), tonumber(r.latency) * 1e-3)
		end
	end
	T:build()
	T:write(dir .. "/moe.csv", "moe.csv - routed experts of one layer on one " .. g.id .. ": a row per (dtype, shape, sharding, routing), a column per routed token.",
		{ "dtype", "hidden", "inter", "topk", "experts", "tp", "ep", "routing" },
		{ origin(g, file), "Routing: even, or a power law of 1.2 over experts. Cut: power law 1.01, mixed 4-bit types, low-latency kernels." })
end

local function coll(g, dir)
	local file = "comm_nccl_perf"
	local T = new { axes = 1, cols = {}, roof = function(key, n, _, b)
		local f = (n - 1) / n * (key:match("^all_reduce") and 2 or 1)
		return g.alpha + b * f / g.wire
	end }
	local version, cols = nil, {}
	-- The latest NCCL measured on this GPU.
	for r in rows(from .. "/" .. file .. ".csv.gz") do
		if r.system == g.id and (not version or r.src_version > version) then version = r.src_version end
	end
	if not version then return end
	g.alpha = math.huge
	for r in rows(from .. "/" .. file .. ".csv.gz") do
		if r.system == g.id and r.nccl_dtype == "half" and r.src_version == version then
			local b, t = tonumber(r.message_size) * 2, tonumber(r.latency) * 1e-3
			T:add(r.op_name == "alltoall" and "all_to_all" or r.op_name, tonumber(r.num_gpus), 1, b, t)
			g.alpha = math.min(g.alpha, t)
			cols[b] = true
		end
	end
	-- What inference engines use instead: TensorRT-LLM's own one- and two-shot kernels.
	local kernel
	for r in rows(from .. "/comm_custom_allreduce_perf.csv.gz") do
		if r.system == g.id and r.src_framework == "trtllm" and (not kernel or r.src_version > kernel) then kernel = r.src_version end
	end
	for r in rows(from .. "/comm_custom_allreduce_perf.csv.gz") do
		local b = tonumber(r.message_size) * 2
		if r.system == g.id and r.src_framework == "trtllm" and r.src_version == kernel and cols[b] then
			T:add("all_reduce_custom", tonumber(r.num_gpus), 1, b, tonumber(r.latency) * 1e-3)
		end
	end
	T.spec.cols = sorted(cols)
	T:build()
	T:write(dir .. "/coll.csv", "coll.csv - collectives within one node of " .. g.id .. ": a row per (op, GPUs), a column per buffer size in bytes (2-byte elements).",
		{ "op", "gpus" }, { origin(g, file .. " (NCCL " .. version .. ") and comm_custom_allreduce_perf (all_reduce_custom: TensorRT-LLM " .. kernel .. "); message_size there is in elements"), "Cut: int8, older versions, other engines' kernels." })
end

local index = {}
for _, g in ipairs(G) do
	local dir = to .. "/" .. g.id
	os.execute("mkdir -p '" .. dir .. "'")
	gemm(g, dir)
	attention(g, dir)
	mla(g, dir)
	moe(g, dir)
	coll(g, dir)
	index[#index + 1] = string.format("%s,%.5g,%.5g,%.5g,%.5g,%.5g,%.4g,%.4g", g.id, g.bf16, g.fp8 or 0, g.nvfp4 or 0, g.hbm, g.stream, g.floor, g.wire)
		.. string.format(",%.4g,%s,%d", (g.alpha or G[3].alpha), g.alpha and g.id or "b200_sxm", g.tdp)
end
local f = assert(io.open(to .. "/index.csv", "w"))
f:write([[
# index.csv - the roofline that each calibration set's ratios stand on.
# Unit: FLOP/s, byte/s, s. bf16, fp8, hbm, wire: facts of stas00/ml-engineering 744d01e (measured matmul
# ceilings, datasheet bandwidths), 2025-06; nvfp4: datasheet peak x fp8 ceiling / fp8 peak (estimate);
# stream: best bandwidth of a matrix-vector product over more than 1 GB in gemm.csv's source; floor: its
# shortest kernel; alpha: the shortest NCCL call; coll: the set whose coll.csv is used;
# tdp: power limit [W] while measured, datasheet. Made by scripts/calib/compact.lua.
set,bf16,fp8,nvfp4,hbm,stream,floor,wire,alpha,coll,tdp
]])
for _, l in ipairs(index) do f:write(l, "\n") end
f:close()
