---@meta
-- aifsim.d.lua - what a scenario may write, for editors (Lua language server).
-- Made by `aifsim help --luals`; do not edit.

---A number with a unit.
---@class quantity
---@operator add(quantity): quantity
---@operator sub(quantity): quantity
---@operator mul(quantity|number): quantity
---@operator div(quantity|number): quantity
---@operator pow(number): quantity
---@operator unm: quantity

---A number that is not known for certain; drawn once per replica.
---@class distribution
---@operator mul(quantity|number): distribution
---@operator div(quantity|number): distribution
---@operator add(quantity|number): distribution

---A calendar date.
---@class calendar
---@operator add(quantity): calendar
---@operator sub(quantity): calendar

---A measured file.
---@class frame

---What a constructor declares.
---@class entity
---@field name string

---@class citation
---@field kind "measured"|"published"|"datasheet"|"estimate"
---@field source string
---@field as_of string

---@alias number_or_dist number|distribution
---@alias quantity_or_dist quantity|distribution

---@param t { from: string|calendar, to: string|calendar|quantity }
function horizon(t) end
---@param t { every: string|quantity, [integer]: string }
function record(t) end
---A parameter of the scenario, changed by --set name=value.
---@generic T
---@param name string
---@param default T
---@param doc? string|{ min: any, max: any, doc: string }
---@param bounds? { min: any, max: any, doc: string }
---@return T
function param(name, default, doc, bounds) end
---@param text string
---@return calendar
function date(text) end
---Runs another file of the scenario's folder once.
---@param file string
function include(file) end
---The trace that `aifsim replay --trace` names, or the default.
---@param default? frame
---@return frame
function replay_trace(default) end
---Another entity's fields, some of them changed.
---@param name string
---@return fun(fields: table): table
function like(name) end
---A figure with its source.
---@generic T
---@param value T
---@param source string
---@param as_of string
---@return T
function measured(value, source, as_of) end
---A figure with its source.
---@generic T
---@param value T
---@param source string
---@param as_of string
---@return T
function published(value, source, as_of) end
---A figure with its source.
---@generic T
---@param value T
---@param source string
---@param as_of string
---@return T
function datasheet(value, source, as_of) end
---A figure with its source.
---@generic T
---@param value T
---@param source string
---@param as_of string
---@return T
function estimate(value, source, as_of) end
---@param x number_or_dist
---@return quantity_or_dist
function hours(x) end
---@param x number_or_dist
---@return quantity_or_dist
function days(x) end
---@param x number_or_dist
---@return quantity_or_dist
function weeks(x) end
---@param x number_or_dist
---@return quantity_or_dist
function months(x) end
---@param x number_or_dist
---@return quantity_or_dist
function years(x) end
---@param ... number|quantity
---@return distribution
function uniform(...) end
---@param ... number|quantity
---@return distribution
function triangular(...) end
---@param ... number|quantity
---@return distribution
function pert(...) end
---@param ... number|quantity
---@return distribution
function normal(...) end
---@param ... number|quantity
---@return distribution
function lognormal(...) end
---@param ... number|quantity
---@return distribution
function exponential(...) end
---@param ... number|quantity
---@return distribution
function weibull(...) end
---EnergyPlus weather file: drybulb_c, dewpoint_c, rh_frac, pressure_pa, wind_m_s, hourly, a typical year in local standard time; elevation and place from LOCATION. Missing hours (99.9, 999...) are interpolated up to a day.
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function epw(file, opt) end
---Hourly weather of Open-Meteo: time (local, taken as it stands), temperature_2m [degC], relative_humidity_2m [%], windspeed_10m [km/h]; dew point by the Magnus form. No pressure: it follows from the site's elevation.
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function weather(file, opt) end
---Evenly spaced series: first column the time (UTC unless it has a zone), others numbers in the unit of their name, as in "Price (USD/MWh)" or ci_direct_g_per_kwh; SI out, named without the unit (value when there is one only). A series of one calendar year repeats each year.
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function hourly(file, opt) end
---Microsoft Philly in the extract of the Pollux authors (petuum/adaptdl, simulator/traces/philly.csv): timestamp (submission, local time), duration [s], num_gpus, cluster (virtual cluster, read as queue). No measured starts.
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function philly(file, opt) end
---SenseTime Helios (S-Lab-System-Group/HeliosData, cluster_log.csv): submit_time, start_time (local time), duration [s], gpu_num, vc (read as queue), user. Jobs without GPUs are left out.
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function helios(file, opt) end
---Shanghai AI Laboratory Acme (InternLM/AcmeTrace, trace_seren.csv, trace_kalos.csv): submit_time, start_time (ISO 8601), duration [s], gpu_num, type (kind of work, read as queue), user. Jobs without GPUs are left out.
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function acme(file, opt) end
---Alibaba PAI cluster-trace-gpu-v2020, pai_task_table.csv (no header): inst_num x plan_gpu percent (gpus, which may be a fraction), start_time and end_time [s], gpu_type (read as queue). The table has starts alone: they stand for submissions.
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function alibaba2020(file, opt) end
---Alibaba cluster-trace-gpu-v2023 (openb_pod_list_*.csv): num_gpu and gpu_milli (their product is gpus, which may be a fraction), qos (read as queue), creation_time, scheduled_time, deletion_time [s]. Pods without GPUs or never scheduled are left out.
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function alibaba2023(file, opt) end
---Standard Workload Format of the Parallel Workloads Archive, 18 fields: submit, wait, run and requested time [s], processors (read as GPUs), queue, user. Jobs that did not run or had no processors are left out.
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function swf(file, opt) end
---Slurm accounting, `sacct --parsable2 --format=JobID,Submit,Start,End,ElapsedRaw,AllocTRES,Timelimit,Partition,User`: GPUs from gres/gpu of AllocTRES (else ReqTRES), times local, Partition read as queue, Timelimit as estimate. Steps and jobs without GPUs are left out.
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function sacct(file, opt) end
---Gavel/Shockwave job trace: 12 cells between tabs, no header: job type (read as queue), command, directory, argument, needs data, steps, GPUs, mode, priority, SLO, duration [s], arrival [s].
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function gavel(file, opt) end
---Azure LLM inference traces of 2023 and 2024 (Azure/AzurePublicDataset): TIMESTAMP (UTC), ContextTokens, GeneratedTokens.
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function azure_llm(file, opt) end
---BurstGPT (HPMLL/BurstGPT): Timestamp [s since midnight of the first day], Model, Request tokens, Response tokens. Requests without response tokens (failures) are left out.
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function burstgpt(file, opt) end
---Mooncake traces (kvcache-ai/Mooncake, FAST25-release), JSON lines: timestamp [ms], input_length, output_length [tokens], hash_ids (512-token blocks; from them the column prefix, tokens that an unbounded prefix cache would hold).
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function mooncake(file, opt) end
---Any CSV with a header row. Jobs by the map submit=COL,gpus=COL,duration=COL[,start=COL,wait=COL,end=COL,queue=COL,user=COL,estimate=COL]; requests by arrival=COL,isl=COL,osl=COL[,model=COL]. Times are seconds or ISO 8601.
---@param file string|{ [1]: string, map: string }
---@param opt? { map: string }
---@return frame
function csv(file, opt) end

---@type quantity
s = nil
---@type quantity
ns = nil
---@type quantity
us = nil
---@type quantity
ms = nil
---@type quantity
min = nil
---@type quantity
hour = nil
---@type quantity
h = nil
---@type quantity
day = nil
---@type quantity
week = nil
---@type quantity
month = nil
---@type quantity
year = nil
---@type quantity
Hz = nil
---@type quantity
m = nil
---@type quantity
mm = nil
---@type quantity
km = nil
---@type quantity
m2 = nil
---@type quantity
m3 = nil
---@type quantity
L = nil
---@type quantity
kg = nil
---@type quantity
g = nil
---@type quantity
t = nil
---@type quantity
K = nil
---@type quantity
degC = nil
---@type quantity
Pa = nil
---@type quantity
kPa = nil
---@type quantity
W = nil
---@type quantity
kW = nil
---@type quantity
MW = nil
---@type quantity
GW = nil
---@type quantity
J = nil
---@type quantity
kJ = nil
---@type quantity
MJ = nil
---@type quantity
GJ = nil
---@type quantity
Wh = nil
---@type quantity
kWh = nil
---@type quantity
MWh = nil
---@type quantity
GWh = nil
---@type quantity
byte = nil
---@type quantity
KB = nil
---@type quantity
MB = nil
---@type quantity
GB = nil
---@type quantity
TB = nil
---@type quantity
PB = nil
---@type quantity
EB = nil
---@type quantity
KiB = nil
---@type quantity
MiB = nil
---@type quantity
GiB = nil
---@type quantity
TiB = nil
---@type quantity
PiB = nil
---@type quantity
bit = nil
---@type quantity
Kbit = nil
---@type quantity
Mbit = nil
---@type quantity
Gbit = nil
---@type quantity
Tbit = nil
---@type quantity
flop = nil
---@type quantity
Mflop = nil
---@type quantity
Gflop = nil
---@type quantity
Tflop = nil
---@type quantity
Pflop = nil
---@type quantity
Eflop = nil
---@type quantity
token = nil
---@type quantity
Mtoken = nil
---@type quantity
USD = nil
---@type quantity
kUSD = nil
---@type quantity
MUSD = nil
---@type number
percent = nil

---@class gpu_fields
---@field cite? citation
---@field like? string
---@field calib? string # text. Set of measured kernels of it or its nearest relative: one of the program's (models/calib/) or, with a slash, a folder made by aifsim calibrate import.
---@field peak_fp32? quantity_or_dist # flop/s, 0 to 1e+18, default 0 flop/s. FP32 peak without tensor cores.
---@field peak_tf32? quantity_or_dist # flop/s, 0 to 1e+18, default 0 flop/s. Dense TF32 matmul peak, datasheet.
---@field peak_bf16 quantity_or_dist # flop/s, 1e+09 to 1e+18, required. Dense BF16 matmul peak, datasheet.
---@field peak_fp8? quantity_or_dist # flop/s, 0 to 1e+18, default 0 flop/s. Dense FP8 peak; 0: no such unit.
---@field peak_fp4? quantity_or_dist # flop/s, 0 to 1e+18, default 0 flop/s. Dense NVFP4 peak; 0: no such unit.
---@field ceil_bf16? quantity_or_dist # flop/s, 0 to 1e+18, default 0 flop/s. Best BF16 matmul rate measured; 0: not known.
---@field ceil_fp8? quantity_or_dist # flop/s, 0 to 1e+18, default 0 flop/s. Best FP8 matmul rate measured; 0: not known.
---@field ceil_fp4? quantity_or_dist # flop/s, 0 to 1e+18, default 0 flop/s. Best NVFP4 matmul rate; 0: the share of the peak that FP8 reaches.
---@field sustained? number_or_dist # number, 0 to 1, default 0. Matmul rate in a long job, at the power limit and with data as they come, over that of the short measurements behind `calib`; 0: not known.
---@field exp_ratio? number_or_dist # number, 0 to 100, default 0. Exponentials a second over those of the part behind `calib`, where that is another: attention waits for them; 0: as many.
---@field hbm quantity_or_dist # byte, 1e+09 to 1e+13, required. Memory.
---@field hbm_bw quantity_or_dist # byte/s, 1e+09 to 1e+15, required. Memory bandwidth.
---@field scaleup quantity_or_dist # byte/s, 0 to 1e+15, required. NVLink bandwidth per GPU, one direction.
---@field scaleup_gpus? number_or_dist # number, 1 to 100000, default 8. GPUs in one scale-up domain; 8 in HGX boards.
---@field scaleout quantity_or_dist # byte/s, 0 to 1e+15, required. Network bandwidth per GPU, one direction.
---@field tdp quantity_or_dist # W, 1 to 100000, required. Power limit.
---@field idle quantity_or_dist # W, 0 to 10000, required. Power at rest.
---@field memory_power? number_or_dist # number, 0 to 1, default 0.75. Share of (tdp - idle) drawn while streaming memory; H100: 486 W of 700 at batch 8 of an 8B model, three quarters of it streaming, ml.energy leaderboard 2025.
---@field comm_power? number_or_dist # number, 0 to 1, default 0.45. The same while waiting in a collective; H100: what remains of 441 W at batch 8 of a 70B model on four, ml.energy leaderboard 2025.
---@field wait_power? number_or_dist # number, 0 to 1, default 0.09. The same in a live job that waits for its host: H100 servers draw 2.63 kW between blocks of a run and 2.17 kW at rest, MLPerf Training v4.0 power logs, Supermicro, LoRA on 8 nodes.
---@field sms? number_or_dist # number, 0 to 100000, default 0. Streaming multiprocessors.
---@field price? quantity_or_dist # USD, 0 to 1e+07, default 0 USD. Purchase price of one; that of a server holds it: `gpu_price` of a cluster changes both.
---@field leakage? quantity_or_dist # 1/K, 0 to 0.05, default 0.005 K-1. More power per K of the air or water that cools it, above the server's reference: 0.005 to 0.01 in EnergyPlus ITE curves in use (unchecked).
---@field train_error? number_or_dist # number, -6 to 6, default 0. Bands of the performance model by which true training rates lie above prediction: the rate is the predicted one times exp(score x band).
---@field serve_error? number_or_dist # number, -6 to 6, default 0. The same for serving.
---@field [integer] entity

---An accelerator: datasheet peaks, measured ceilings, memory, links, power, price.
---@overload fun(fields: gpu_fields): entity
---@param name string
---@return fun(fields: gpu_fields): entity
function gpu(name) end

---@class server_fields
---@field cite? citation
---@field like? string
---@field gpu string|entity # name of a gpu, required. Its accelerator.
---@field gpus number_or_dist # number, 1 to 1024, required. Accelerators in it.
---@field base quantity_or_dist # W, 0 to 1e+06, required. All but the GPUs, at rest: processors, memory, NICs, fans.
---@field busy quantity_or_dist # W, 0 to 1e+06, required. The same with every GPU busy.
---@field max quantity_or_dist # W, 1 to 1e+06, required. Rated input.
---@field price quantity_or_dist # USD, 0 to 1e+09, required. Complete with GPUs, without the network.
---@field liquid? number_or_dist # number, 0 to 1, default 0. Share of its heat that goes to liquid; 0: air-cooled.
---@field embodied? quantity_or_dist # kg, 0 to 1e+06, default 0 kg. CO2 of its making, GPUs included; 0: not known.
---@field fans? quantity_or_dist # W, 0 to 100000, default 0 W. Of `busy`, its fans at the reference intake; 0: none, or not known.
---@field fans_rest? quantity_or_dist # W, 0 to 100000, default 0 W. Of `base`, the same.
---@field intake_ref? quantity_or_dist # degC, 0 to 50, default 27 degC. Air up to which fans keep their least speed and chips draw what the catalog says: upper end of ASHRAE's recommended range.
---@field water_ref? quantity_or_dist # degC, 0 to 60, default 30 degC. Facility water at which chips on cold plates draw what the catalog says (estimate).
---@field case? quantity_or_dist # degC, 30 to 120, default 75 degC. Temperature that its fans hold (estimate; puts a server with 13 % of fans into the ranges of ASHRAE TC 9.9, models/intake.h).
---@field [integer] entity

---A server: accelerators and the power, price and heat path of the rest.
---@overload fun(fields: server_fields): entity
---@param name string
---@return fun(fields: server_fields): entity
function server(name) end

---@class rack_fields
---@field cite? citation
---@field like? string
---@field server string|entity # name of a server, required. Its servers.
---@field servers number_or_dist # number, 1 to 1024, required. Servers in it.
---@field extra? quantity_or_dist # W, 0 to 1e+06, default 0 W. Switches, pumps and shelf losses in the rack; 0: none of its own.
---@field max quantity_or_dist # W, 1 to 1e+07, required. What its feeder must be sized for.
---@field price quantity_or_dist # USD, 0 to 1e+09, required. Rack, power shelves and in-rack network, without the servers.
---@field network_per_gpu quantity_or_dist # USD, 0 to 1e+06, required. Scale-out network per GPU: NICs, switches, optics, cables.
---@field [integer] entity

---A rack as it is bought and fed: servers, in-rack equipment, network per GPU.
---@overload fun(fields: rack_fields): entity
---@param name string
---@return fun(fields: rack_fields): entity
function rack(name) end

---@class llm_fields
---@field cite? citation
---@field like? string
---@field alias? string # text. Other names, a|b|c.
---@field layers number_or_dist # number, 1 to 10000, required. Transformer layers.
---@field hidden number_or_dist # number, 1 to 1e+06, required. Width of the residual stream.
---@field heads number_or_dist # number, 1 to 10000, required. Attention heads.
---@field kv_heads? number_or_dist # number, 0 to 1e+09, default 0. Key-value heads; 0: as many as heads.
---@field head_dim? number_or_dist # number, 0 to 1e+09, default 0. Width of a head; 0: hidden / heads.
---@field ffn? number_or_dist # number, 0 to 1e+09, default 0. Width of a dense layer's MLP.
---@field vocab number_or_dist # number, 1 to 1e+07, required. Vocabulary.
---@field plain_mlp? boolean # true or false, default false. Two matrices (GELU), not gated.
---@field tied? boolean # true or false, default false. Output shares the input embedding.
---@field experts? number_or_dist # number, 0 to 1e+09, default 0. Routed experts of a layer; 0: dense.
---@field experts_active? number_or_dist # number, 0 to 1e+09, default 0. Routed experts per token.
---@field expert_ffn? number_or_dist # number, 0 to 1e+09, default 0. Width of a routed expert; 0: ffn.
---@field expert_bias? boolean # true or false, default false. The experts' matmuls add biases.
---@field clamped? boolean # true or false, default false. The gated activation clamps its inputs.
---@field shared_experts? number_or_dist # number, 0 to 1e+09, default 0. Experts every token passes.
---@field shared_expert_ffn? number_or_dist # number, 0 to 1e+09, default 0. Width of a shared expert; 0: expert_ffn.
---@field first_dense_layers? number_or_dist # number, 0 to 1e+09, default 0. Leading layers without experts.
---@field q_lora_rank? number_or_dist # number, 0 to 1e+09, default 0. Rank of MLA's query projection; 0: none.
---@field kv_lora_rank? number_or_dist # number, 0 to 1e+09, default 0. Rank of MLA's latent; 0: no MLA.
---@field qk_nope_head_dim? number_or_dist # number, 0 to 1e+09, default 0. MLA: width without position; 0: 128.
---@field qk_rope_head_dim? number_or_dist # number, 0 to 1e+09, default 0. MLA: width with position; 0: 64.
---@field v_head_dim? number_or_dist # number, 0 to 1e+09, default 0. MLA: width of a value head; 0: 128.
---@field mtp_layers? number_or_dist # number, 0 to 1e+09, default 0. Layers that predict tokens farther on, trained beside; 0: none.
---@field window? number_or_dist # number, 0 to 1e+09, default 0. Sliding window [token]; 0: none.
---@field window_layers? number_or_dist # number, 0 to 1e+09, default 0. Layers with the window; 0: all when window is given.
---@field max_context? number_or_dist # number, 0 to 1e+09, default 0. Longest context [token]; 0: not stated.
---@field [integer] entity

---Dimensions of a transformer language model: dense or mixture of experts, MHA, GQA or MLA. From the published configuration of each model.
---@overload fun(fields: llm_fields): entity
---@param name string
---@return fun(fields: llm_fields): entity
function llm(name) end

---@class network_fields
---@field cite? citation
---@field like? string
---@field port quantity_or_dist # byte/s, 1e+06 to 1e+15, required. Wire rate of a port, one direction.
---@field radix number_or_dist # number, 2 to 4096, required. Ports of a switch.
---@field switch_power quantity_or_dist # W, 0 to 100000, required. Power of a switch without optics.
---@field nic_power quantity_or_dist # W, 0 to 10000, required. Power of a NIC beyond what the server's figures hold.
---@field optic_power quantity_or_dist # W, 0 to 1000, required. Power of a transceiver.
---@field switch_price quantity_or_dist # USD, 0 to 1e+07, required. Price of a switch.
---@field nic_price quantity_or_dist # USD, 0 to 1e+06, required. Price of a NIC.
---@field optic_price quantity_or_dist # USD, 0 to 1e+06, required. Price of a transceiver.
---@field cable_price quantity_or_dist # USD, 0 to 100000, required. Price of a cable.
---@field efficiency? number_or_dist # number, 0.01 to 1, default 0.94. Share of the wire rate for large messages; 46 to 48 of 50 GB/s: NCCL maintainers, nccl-tests issue 290, 2025.
---@field hop quantity_or_dist|string # s, 0 to 1, required. Latency of a switch.
---@field balance? number_or_dist # number, 0.01 to 1, default 1. Share of the uplinks that routing lets flows reach; 1: adaptive routing, whose loss is in `efficiency`; 0.6 of hashing (ECMP): estimate.
---@field [integer] entity

---A generation of switches, NICs and optics: rate, radix, power, price.
---@overload fun(fields: network_fields): entity
---@param name string
---@return fun(fields: network_fields): entity
function network(name) end

---@class fabric_fields
---@field cite? citation
---@field like? string
---@field network string|entity # name of a network, required. Generation of switches, NICs and optics.
---@field topology? "fat_tree"|"dragonfly" # one of fat_tree|dragonfly, default fat_tree. Leaves, spines and cores, or groups of leaves and spines joined directly (dragonfly+).
---@field oversubscription? number_or_dist # number, 1 to 16, default 1. NICs of a leaf (dragonfly: of a group) over its uplinks; 1: none, as in published training clusters; Llama 3's had 7 at its third level.
---@field ready? string|calendar # date. Racks in a site's hall may run from this day on; default: it comes with them.
---@field after? string|(string|entity)[] # list of names of task. Tasks that must have ended before: switches, optics, cabling.
---@field nics_per_server? number_or_dist # number, 0 to 64, default 0. Rails; 0: one per GPU, as in HGX and NVL72 reference designs.
---@field price? quantity_or_dist # USD, 0 to 1e+12. What the whole network costs; when not given, the rack's network per GPU.
---@field parts? boolean # true or false, default false. Where `price` is not given, the network costs its parts at the catalog's prices.
---@field link_mtbf? quantity_or_dist|string # s, 1 to 1e+12. Mean time between failures of a server's link: cable, two transceivers, port; never when not given. Llama 3: 35 interruptions by network parts in 54 days of 16,384 links, 69 years, which the profile llama3-2024 holds already.
---@field leaf_mtbf? quantity_or_dist|string # s, 1 to 1e+12. The same of a leaf switch, which takes the servers below it; never when not given.
---@field repair? quantity_or_dist|string # distribution or s, 0 to 1e+09. From failure to replacement of a part.
---@field [integer] entity

---Scale-out network of a cluster: a rail-optimised fat tree or a dragonfly+ with its counts, power, and uplinks that jobs share max-min fairly. Source: NVIDIA DGX SuperPOD reference architecture; Shpiner et al. 2017. Left out: single links, collisions other than by a constant, failures above the leaves.
---@param fields fabric_fields
---@return entity
function fabric(fields) end

---@class converter_fields
---@field cite? citation
---@field like? string
---@field no_load number_or_dist # number, 0 to 0.2, required. Loss without load, relative to the rating.
---@field proportional? number_or_dist # number, 0 to 0.2, default 0. Loss proportional to load, at the rating.
---@field square? number_or_dist # number, 0 to 0.2, default 0. Loss with the square of load, at the rating.
---@field [integer] entity

---Loss curve of a conversion stage (UPS, transformer, busway): rating * (no_load + proportional L + square L^2), L = load / rating. Source of the form: Schneider Electric white paper 113.
---@overload fun(fields: converter_fields): entity
---@param name string
---@return fun(fields: converter_fields): entity
function converter(name) end

---@class tower_fields
---@field cite? citation
---@field like? string
---@field coef? number[]|number # list of numbers, -1000 to 1000. 27 coefficients of the approach, by water/air ratio, range, wet bulb.
---@field wet_bulb? quantity[]|quantity # list of degC, -60 to 60. Valid wet bulb: least, most.
---@field range? quantity[]|quantity # list of K, 0 to 60. Valid range: least, most.
---@field approach? quantity[]|quantity # list of K, 0 to 80. Valid approach: least, most.
---@field ratio? number_or_dist # number, 0.1 to 20, default 8. Greatest water/air ratio, relative to design; YorkCalc: 8.
---@field [integer] entity

---Record of a cooling tower correlation in YorkCalc form (EnergyPlus CoolingTower:VariableSpeed, Modelica Buildings yorkCalc.mo).
---@overload fun(fields: tower_fields): entity
---@param name string
---@return fun(fields: tower_fields): entity
function tower(name) end

---@class chiller_fields
---@field cite? citation
---@field like? string
---@field air? boolean # true or false, default false. 1: air-cooled, 'entering' is outdoor air, its fans are within the COP.
---@field cop number_or_dist # number, 1 to 20, required. COP at the reference point.
---@field leaving_ref quantity_or_dist # degC, -10 to 40, required. Leaving chilled water there.
---@field entering_ref quantity_or_dist # degC, 0 to 60, required. Entering condenser water (or air) there.
---@field cap? number[]|number # list of numbers, -1000 to 1000. CAPFT: a b c d e f of 1, e, e2, c, c2, ec.
---@field eir? number[]|number # list of numbers, -1000 to 1000. EIRFT, likewise.
---@field plr? number[]|number # list of numbers, -1000 to 1000. EIRFPLR: a b c.
---@field leaving? quantity[]|quantity # list of degC, -10 to 40. Valid leaving water: least, most.
---@field entering? quantity[]|quantity # list of degC, 0 to 60. Valid entering water: least, most.
---@field load? number[]|number # list of numbers, 0 to 2. Valid part-load ratio: least, most.
---@field [integer] entity

---Record of an electric chiller in EIR form (DOE-2, EnergyPlus). Refused when its curves are off by more than 2 % at its own reference.
---@overload fun(fields: chiller_fields): entity
---@param name string
---@return fun(fields: chiller_fields): entity
function chiller(name) end

---@class tariff_fields
---@field cite? citation
---@field like? string
---@field energy? quantity_or_dist # USD/J, -0.001 to 0.001. Flat energy price where there is no series.
---@field adder? quantity_or_dist # USD/J, -0.001 to 0.001. Delivery and supplier charges on top of the energy price.
---@field demand_charge? quantity_or_dist # USD/W/s, 0 to 1. Charge on the month's highest mean of an interval.
---@field fixed? quantity_or_dist # USD/s, 0 to 10000. Fixed charge once energised.
---@field minimum_take? number_or_dist # number, 0 to 1. Least share of the contracted power that is billed.
---@field ramp? quantity_or_dist|string # s, 0 to 1e+09. The minimum take grows over this time from energisation.
---@field ramp_first? number_or_dist # number, 0 to 1. Share of the contracted power at the start of the ramp.
---@field ratchet? number_or_dist # number, 0 to 1. Least share of the year's highest peak that is billed.
---@field escalation? number_or_dist # number, -0.2 to 0.5. Growth of all prices per year, from the start of the run.
---@field [integer] entity

---Terms of an electricity contract: energy, demand, minimum take, ratchet.
---@overload fun(fields: tariff_fields): entity
---@param name string
---@return fun(fields: tariff_fields): entity
function tariff(name) end

---@class leadtime_fields
---@field cite? citation
---@field like? string
---@field typical quantity_or_dist|string # s, 0 to 1e+10, required. From order to delivery, as planned.
---@field lead? quantity_or_dist|string # s, 0 to 1e+10. As it comes, usually a distribution, drawn once per run and shared by all that wait for it; default: as planned.
---@field [integer] entity

---Time from order to delivery of equipment or of a grid connection.
---@overload fun(fields: leadtime_fields): entity
---@param name string
---@return fun(fields: leadtime_fields): entity
function leadtime(name) end

---@class site_fields
---@field cite? citation
---@field like? string
---@field weather? frame # measured file (epw|weather). Hourly weather; a typical year repeats.
---@field interval? quantity_or_dist|string # s, 60 to 86400, default 15 min. Control and metering interval; 15 min is what demand charges usually meter.
---@field elevation? quantity_or_dist # m, -430 to 5000. Above sea level; default: of the weather file.
---@field other? quantity_or_dist # W, 0 to 1e+09, default 0 W. Lighting, offices and security once the site has power.
---@field water_price? quantity_or_dist # USD/kg, 0 to 1, default 0 USD/kg. Price of make-up water.
---@field provision? number_or_dist # number, 0.1 to 1.5, default 1. IT power provisioned per rack, relative to its rated input; below 1 relies on caps.
---@field install? quantity_or_dist|string # s, 0 to 1e+09, default 14 days. From delivery to the first racks ready to run: 14 days (estimate).
---@field crew? quantity_or_dist # 1/s, 0 to 1, default 0 Hz. Racks that the staff commissions per time; 0: no limit.
---@field spare_feeds? number_or_dist # number, 0 to 100, default 0. Supplies whose loss must leave enough for all racks: 1 for N+1 or two feeds of which either carries the site.
---@field carbon_limit? quantity[]|quantity # list of kg, 0 to 1e+15. Most carbon of all supplies, location based, by calendar year from the first on; the last holds for all later years; default: none.
---@field carbon_price? quantity_or_dist # USD/kg, 0 to 100, default 0 USD/kg. Price of what is beyond a year's limit.
---@field carbon_pace? boolean # true or false, default false. 1: power is capped so that what is left of a year's limit lasts, at the mean intensity of the year so far.
---@field rack_life? quantity_or_dist|string # s, 1e+06 to 1e+10, default 6 years. Over which the making of racks is spread; six years, as hyperscalers depreciate.
---@field hall_life? quantity_or_dist|string # s, 1e+06 to 1e+10, default 20 years. The same of halls: 20 years (estimate).
---@field pay? number[]|number # list of numbers, 0 to 1. Shares of a cluster's price due at order, delivery and acceptance; default 0.3, 0.6, 0.1 (estimate).
---@field [integer] entity

---A site: feeds, halls, cooling and the buildout of the clusters in its halls (order, deliver, install, energise, run); grants racks, caps power in hot hours, records what binds each month. Left out: construction detail, staff beyond a commissioning rate, land.
---@overload fun(fields: site_fields): entity
---@param name string
---@return fun(fields: site_fields): entity
function site(name) end

---@class feed_fields
---@field cite? citation
---@field like? string
---@field price? frame # measured file (hourly). Energy price series (a column in USD/J); repeats every year.
---@field tariff? string|entity # name of a tariff. Contract of the catalog; the fields below override its terms.
---@field energy? quantity_or_dist # USD/J, -0.001 to 0.001. Flat energy price where there is no series.
---@field adder? quantity_or_dist # USD/J, -0.001 to 0.001. Delivery and supplier charges on top of the energy price.
---@field demand_charge? quantity_or_dist # USD/W/s, 0 to 1. Charge on the month's highest mean of an interval.
---@field fixed? quantity_or_dist # USD/s, 0 to 10000. Fixed charge once energised.
---@field minimum_take? number_or_dist # number, 0 to 1. Least share of the contracted power that is billed.
---@field ramp? quantity_or_dist|string # s, 0 to 1e+09. The minimum take grows over this time from energisation.
---@field ramp_first? number_or_dist # number, 0 to 1. Share of the contracted power at the start of the ramp.
---@field ratchet? number_or_dist # number, 0 to 1. Least share of the year's highest peak that is billed.
---@field escalation? number_or_dist # number, -0.2 to 0.5. Growth of all prices per year, from the start of the run.
---@field price_level? number_or_dist # number, 0 to 100, default 1. What the energy price, series or flat, is multiplied by; adders and demand charges are not.
---@field loss? number_or_dist # number, 0 to 0.2, default 0. Lost between meter and halls, beyond the halls' own transformers.
---@field carbon? frame # measured file (hourly). Carbon intensity series (a column in kg/J); repeats every year.
---@field carbon_flat? quantity_or_dist # kg/J, 0 to 1e-05, default 0 g/kWh. Flat carbon intensity where there is no series.
---@field carbon_marginal? frame # measured file (hourly). Marginal carbon intensity series (a column in kg/J).
---@field carbon_marginal_flat? quantity_or_dist # kg/J, 0 to 1e-05, default 0 g/kWh. Flat marginal intensity where there is no series; 0: not asked.
---@field certificates? number_or_dist # number, 0 to 1, default 0. Share of the energy not under an agreement that certificates (REC, GO) cover; market-based carbon only.
---@field certificate_price? quantity_or_dist # USD/J, 0 to 0.001, default 0 USD/MWh. Price of them.
---@field zone? quantity_or_dist|string # s, -50400 to 50400, default 0 s. Local time less UTC, for periods of use.
---@field term? quantity_or_dist|string # s, 0 to 1e+10, default 0 s. Length of the contract from the first stage on; 0: none. AEP Ohio: 12 years.
---@field exit_fee? quantity_or_dist|string # s, 0 to 1e+10, default 3 years. Who leaves before the term owes the minimum take of this time, at most of what is left; AEP Ohio data center tariff 2025: 36 months.
---@field ramp_limit? quantity_or_dist # W/s, 1 to 1e+12. Most that power may change, up and down, written as 10 * MW / min; clusters keep it. Default: no limit.
---@field ramp_by? "burn"|"store" # one of burn|store, default burn. How it is kept. burn: racks burn on when jobs stop, clocks hold jobs back when they start; store: capacitors or batteries behind the racks give and take.
---@field ramp_efficiency? number_or_dist # number, 0.3 to 1, default 0.9. Of that store, there and back; NREL REopt: 0.96 x 0.975 x 0.96.
---@field leave? string|calendar # date. When the contract is given up; default: never.
---@field [integer] entity

---Grid connection: staged energisation with slips, hourly price and carbon, demand charge, minimum take with ramp, ratchet, escalation, exit fee, periods of use, coincident peaks, purchase agreements, calls on flexible power, random outages.
---@overload fun(fields: feed_fields): entity
---@param name string
---@return fun(fields: feed_fields): entity
function feed(name) end

---@class stage_fields
---@field cite? citation
---@field like? string
---@field firm quantity_or_dist # W, 0 to 1e+11, required. Firm power that this stage adds to those before it.
---@field flexible? quantity_or_dist # W, 0 to 1e+11, default 0 W. Power that it adds on interruptible terms.
---@field on? string|calendar # date. Planned date of energisation; default: order and lead time of what it needs.
---@field slip? quantity_or_dist|string # s, -1e+09 to 1e+09, default 0 s. Delay of that date; a distribution is drawn once per run.
---@field delay? string|entity # name of a delay_factor. Delay factor that its slip is multiplied by, shared with others.
---@field order? string|calendar # date. When the equipment was ordered or the study began; for the timeline.
---@field needs? string|entity # name of a leadtime. What it waits for, with its lead time; its delay counts where `on` is not given.
---@field after? string|(string|entity)[] # list of names of task. Tasks that must have ended before it is energised: permits, studies, transformers.
---@field reason? string # text. Why it may be late: substation, transformer, line; default: what it needs.
---@field [integer] entity

---One step of a staged grid connection: power added from a date that may slip.
---@param fields stage_fields
---@return entity
function stage(fields) end

---@class curtailable_fields
---@field cite? citation
---@field like? string
---@field depth? number_or_dist # number, 0 to 1. Share of the power energised that a call takes; default: the flexible power of the stages.
---@field hours_per_year quantity_or_dist|string # s, 0 to 1e+08, required. Time of calls in a year.
---@field call? quantity_or_dist|string # s, 900 to 86400, default 3 h. Length of a call; 3 h in the field trial at Phoenix 2025 (Emerald AI, 256 GPUs).
---@field notice? quantity_or_dist|string # s, 0 to 86400, default 0 s. From the notice to the call; the notice stands in /events, work is not moved ahead of it.
---@field credit? quantity_or_dist # USD/W/s, 0 to 1, default 0 USD/kW/month. Paid for the power that may be called, by its time.
---@field [integer] entity

---Flexible interconnection or demand response of a feed: calls in dear hours, drawn from the feed's own stream. Left out: penalties, longer calls than announced.
---@param fields curtailable_fields
---@return entity
function curtailable(fields) end

---@class period_fields
---@field cite? citation
---@field like? string
---@field months? number[]|number # list of numbers, 1 to 12. Months in which it holds; default: all.
---@field from? quantity_or_dist|string # s, 0 to 86400, default 0 s. Hour of the day from which it holds.
---@field to? quantity_or_dist|string # s, 0 to 86400, default 24 h. Hour until which it holds; before `from`: past midnight.
---@field days? "all"|"weekdays"|"weekends" # one of all|weekdays|weekends, default all. Days of the week.
---@field energy? quantity_or_dist # USD/J, -0.001 to 0.001, default 0 USD/MWh. Added to the energy price while it holds.
---@field demand_charge? quantity_or_dist # USD/W/s, 0 to 1, default 0 USD/kW/month. Charge on the month's highest mean of an interval in which it holds.
---@field [integer] entity

---Time-of-use period of a feed's tariff, in the feed's local time: energy on top of the price and a demand charge of its own. Left out: tiers, holidays, daylight saving.
---@param fields period_fields
---@return entity
function period(fields) end

---@class coincident_fields
---@field cite? citation
---@field like? string
---@field months? number[]|number # list of numbers, 1 to 12. Months whose system peak counts; default 6 to 9, ERCOT's four.
---@field charge quantity_or_dist # USD/W/s, 0 to 1, required. Charge on the mean of what was drawn at the peaks of the year before.
---@field load? frame # measured file (hourly). Load of the system; its first column counts. Default: the hour of the highest energy price stands for the peak.
---@field [integer] entity

---Coincident-peak charge of a feed: what is drawn in the hour of the system's monthly peak is billed in the next calendar year. Left out: avoiding the peak.
---@param fields coincident_fields
---@return entity
function coincident(fields) end

---@class ppa_fields
---@field cite? citation
---@field like? string
---@field power quantity_or_dist # W, 0 to 1e+11, required. Rated power contracted.
---@field price quantity_or_dist # USD/J, 0 to 0.001, required. Price of its energy.
---@field kind? "flat"|"solar"|"profile" # one of flat|solar|profile, default flat. Output: at rated power always, by the site's sunshine, or by `shape`.
---@field shape? frame # measured file (hourly). Output over rated power by hour; the first column counts, a year repeats.
---@field performance? number_or_dist # number, 0.3 to 1, default 0.86. Solar: what is left after soiling, wiring and inverters; PVWatts version 5 default losses of 14 %.
---@field take_or_pay? boolean # true or false, default true. 1: all that is made is paid for; 0: only what is used.
---@field resale? number_or_dist # number, 0 to 1, default 0. Share of the market's price that surplus earns; 0: it is curtailed.
---@field escalation? number_or_dist # number, -0.2 to 0.5, default 0. Growth of its price per year.
---@field carbon? quantity_or_dist # kg/J, 0 to 1e-05, default 0 g/kWh. Of its energy, market based; 0: renewable or nuclear.
---@field from? string|calendar # date. First delivery; the start of the run when not given.
---@field to? string|calendar # date. End; default: never.
---@field [integer] entity

---Power purchase agreement of a feed: a plant's energy at one price, take or pay or as used, surplus sold or curtailed, matched hour by hour in the market-based carbon account. Left out: virtual contracts, shape premia, curtailment by the operator.
---@param fields ppa_fields
---@return entity
function ppa(fields) end

---@class outages_fields
---@field cite? citation
---@field like? string
---@field rate quantity_or_dist # 1/s, 0 to 0.001, required. Outages per time; customers in the United States had 1.4 a year in 2022 (EIA-861, SAIFI with major events), loads at transmission voltage have fewer.
---@field lasts? quantity_or_dist|string # distribution or s, 0 to 1e+08. How long one lasts, drawn for each; 5.5 h a year in all in 2022 (EIA-861, SAIDI), hence a mean of 4 h where it is not given (exponential).
---@field share? number_or_dist # number, 0 to 1, default 1. Of the power that is lost.
---@field [integer] entity

---Random outages of a feed: a Poisson process with durations drawn for each. Left out: storms and seasons.
---@param fields outages_fields
---@return entity
function outages(fields) end

---@class generator_fields
---@field cite? citation
---@field like? string
---@field efficiency number_or_dist # number, 0.1 to 0.7, required. Power over fuel, higher heating value.
---@field carbon? quantity_or_dist # kg/J, 0 to 1e-06, default 181.08 g/kWh. Carbon per fuel energy; EPA 40 CFR 98 table C-1: natural gas 53.06 kg/MMBtu.
---@field [integer] entity

---What generates on a site: engine, turbine, fuel cell.
---@overload fun(fields: generator_fields): entity
---@param name string
---@return fun(fields: generator_fields): entity
function generator(name) end

---@class gas_fields
---@field cite? citation
---@field like? string
---@field capacity quantity_or_dist # W, 0 to 1e+11, required. Power after redundancy; 0: none.
---@field from string|calendar # date, required. Planned start.
---@field to? string|calendar # date. End of its use; default: never.
---@field slip? quantity_or_dist|string # s, -1e+09 to 1e+09, default 0 s. Delay of the start; may be drawn.
---@field delay? string|entity # name of a delay_factor. Delay factor that its slip is multiplied by, shared with others.
---@field after? string|(string|entity)[] # list of names of task. Tasks that must have ended before it starts: air permit, gas line, engines.
---@field type? string|entity # name of a generator. Engine, turbine or fuel cell of the catalog, for its efficiency and carbon.
---@field efficiency? number_or_dist # number, 0.1 to 0.7. Power over fuel (higher heating value); default: of `type`, else 0.40, engines of 8500 Btu/kWh (estimate).
---@field fuel quantity_or_dist # USD/J, 0 to 1e-06, required. Price of gas by its heating value.
---@field lease? quantity_or_dist # USD/W/s, 0 to 1, default 0 USD/kW/month. Rent of the capacity.
---@field carbon? quantity_or_dist # kg/J, 0 to 1e-06. Carbon per fuel energy; default: of `type`, else EPA 40 CFR 98 table C-1: natural gas 53.06 kg/MMBtu.
---@field [integer] entity

---Gas-fired generation on the site that carries what the feeds may not, between two dates.
---@overload fun(fields: gas_fields): entity
---@param name string
---@return fun(fields: gas_fields): entity
function gas(name) end

---@class solar_fields
---@field cite? citation
---@field like? string
---@field power quantity_or_dist # W, 0 to 1e+11, required. Rated power; 0: none.
---@field from? string|calendar # date. First day; the start of the run when not given.
---@field performance? number_or_dist # number, 0.3 to 1, default 0.86. What is left after soiling, wiring and inverters; PVWatts version 5 default losses of 14 %.
---@field build_cost quantity_or_dist # USD/W, 0 to 100, required. Paid on the first day.
---@field upkeep? quantity_or_dist # USD/W/s, 0 to 1, default 0 USD/kW/month. By rated power and time.
---@field [integer] entity

---Photovoltaics on the site, by the weather file's horizontal irradiance: runs first, surplus is curtailed, no firm power. Left out: tilt, tracking, shading, age.
---@overload fun(fields: solar_fields): entity
---@param name string
---@return fun(fields: solar_fields): entity
function solar(name) end

---@class genset_fields
---@field cite? citation
---@field like? string
---@field unit quantity_or_dist # W, 1000 to 1e+09, required. Power of a unit.
---@field units number_or_dist # number, 1 to 1000, required. Units installed.
---@field available? number_or_dist # number, 0 to 1, default 0.995. Not in maintenance; NREL REopt default.
---@field fail_start? number_or_dist # number, 0 to 1, default 0.0094. Fails to start; NREL REopt default.
---@field mttf? quantity_or_dist|string # s, 60 to 1e+12, default 45.8333 days. Mean time to failure while running; NREL REopt default, 1100 h.
---@field start? quantity_or_dist|string # s, 0 to 86400, default 10 s. From the loss of the feed to full power; NFPA 110, type 10.
---@field calls? boolean # true or false, default false. 1: run during calls on a flexible connection too.
---@field efficiency? number_or_dist # number, 0.1 to 0.7, default 0.322. Power over fuel (higher heating value); NREL REopt default for diesel.
---@field efficiency_half? number_or_dist # number, 0.1 to 0.7. The same at half load; default: as at full load, as in NREL REopt.
---@field fuel quantity_or_dist # USD/J, 0 to 1e-06, required. Price of fuel by its heating value.
---@field tank? quantity_or_dist|string # s, 0 to 1e+08, default 0 s. Fuel on the site lasts so long at full load of all units; 0: brought as it is burnt. Practice: 12 to 48 hours (estimate).
---@field carbon? quantity_or_dist # kg/J, 0 to 1e-06, default 252.36 g/kWh. Carbon per fuel energy; EPA 40 CFR 98 table C-1: distillate oil 2, 73.96 kg/MMBtu.
---@field [integer] entity

---Standby generators of a site: start when a feed is cut off, or fail to. Their price is part of the halls' build cost.
---@overload fun(fields: genset_fields): entity
---@param name string
---@return fun(fields: genset_fields): entity
function genset(name) end

---@class bess_fields
---@field cite? citation
---@field like? string
---@field power quantity_or_dist # W, 1000 to 1e+10, required. Charge and discharge power.
---@field energy quantity_or_dist # J, 1e+06 to 1e+15, required. Usable energy.
---@field target quantity_or_dist # W, 0 to 1e+11, required. Site load that it tries to hold.
---@field charge_from? "any"|"solar" # one of any|solar, default any. What it charges from: any supply while the load is below target, or no more than the site's solar makes.
---@field on? string|calendar # date. In service; default: from the start.
---@field charge? number_or_dist # number, 0.5 to 1, default 0.948. One-way efficiency charging; NREL REopt: rectifier 0.96, half of internal 0.975.
---@field discharge? number_or_dist # number, 0.5 to 1, default 0.948. One-way efficiency discharging; NREL REopt: inverter 0.96, half of internal 0.975.
---@field taper_charge? quantity_or_dist|string # s, 0 to 100000, default 21.9167 min. Charging at P ends this much times P below full; C-L-C model of an LG M50 cell: 1.326 Wh/A at 3.63 V (Kazhamiaka 2019; vessim).
---@field taper_discharge? quantity_or_dist|string # s, 0 to 100000, default 86 s. Discharging at P ends this much times P above empty; the same: 0.087 Wh/A.
---@field leak? quantity_or_dist # 1/s, 0 to 0.001, default 0 Hz. Standby loss of what is stored.
---@field fade_calendar? number_or_dist # number, 0 to 0.1, default 0.00116. Calendar fade coefficient, by charge and day^exponent; NREL REopt.
---@field fade_exponent? number_or_dist # number, 0.1 to 2, default 0.428. Its exponent; NREL REopt.
---@field fade_cycle? number_or_dist # number, 0 to 0.1, default 2.46e-05. Fade per equivalent full cycle; NREL REopt.
---@field soc? number_or_dist # number, 0 to 1, default 0.5. Charge at the start.
---@field price_power? quantity_or_dist # USD/W, 0 to 100, default 968 USD/kW. NREL REopt default, 968 USD/kW.
---@field price_energy? quantity_or_dist # USD/J, 0 to 1, default 253001 USD/MWh. NREL REopt default, 253 USD/kWh.
---@field [integer] entity

---Battery that shaves the site's load to a target, by metering interval; C-L-C limits, fade.
---@overload fun(fields: bess_fields): entity
---@param name string
---@return fun(fields: bess_fields): entity
function bess(name) end

---@class ripple_fields
---@field cite? citation
---@field like? string
---@field hall string|entity # name of a hall, required. Hall that is looked at.
---@field at string|calendar # date, required. When the window begins.
---@field lasts? quantity_or_dist|string # s, 1 to 1e+06, default 8.53333 min. Width; its inverse is the distance of lines. Rounded up to 2^k samples.
---@field step? quantity_or_dist|string # s, 0.0001 to 60, default 15.625 ms. Between samples; half its inverse is the highest frequency (32 Hz).
---@field ramp_limit? quantity_or_dist # W/s, 1 to 1e+12. Most that the connection allows, up and down; default: not limited.
---@field band_limit? quantity_or_dist # W, 0 to 1e+11. Largest amplitude allowed in the band; default: not limited.
---@field band_from? quantity_or_dist # Hz, 0 to 10000, default 0.1 Hz. Band of frequencies that utilities watch: 0.1 to 20 Hz (arXiv 2508.14318).
---@field band_to? quantity_or_dist # Hz, 0 to 10000, default 20 Hz. Its upper end.
---@field [integer] entity

---A window in which a hall's power is looked at by frequency: the swing of the training jobs that run there, carried up its chain, into /spectrum; ramps, and what a limit on them asks of a store or burns. Left out: phases within a step, supply capacitors.
---@overload fun(fields: ripple_fields): entity
---@param name string
---@return fun(fields: ripple_fields): entity
function ripple(name) end

---@class transient_fields
---@field cite? citation
---@field like? string
---@field hall string|entity # name of a hall, required. Hall that is looked at.
---@field at string|calendar # date, required. When the window begins.
---@field lasts? quantity_or_dist|string # s, 1 to 1e+06, default 60 min. Width.
---@field step? quantity_or_dist|string # s, 0.01 to 60, default 1 s. Step.
---@field every? quantity_or_dist|string # s, 0 to 3600, default 1 s. Between rows of /transient.
---@field cdus_lost? number_or_dist # number, 0 to 1e+06, default 0. CDUs whose pumps stop.
---@field plant_lost? number_or_dist # number, 0 to 1, default 0. Share of the plant that fails.
---@field after? quantity_or_dist|string # s, 0 to 1e+06, default 0 s. When they fail, from the begin.
---@field mended? quantity_or_dist|string # s, 0 to 1e+06. When they are back, from the begin; default: not in the window.
---@field cdu? quantity_or_dist # W, 10000 to 1e+08, default 1.35 MW. Heat of a CDU: row units of 1.3 to 2 MW are usual (estimate).
---@field cdu_approach? quantity_or_dist # K, 0.5 to 20, default 4 K. Coolant to racks over facility water at rating (estimate).
---@field flow? quantity_or_dist # m3/J, 1e-09 to 1e-06, default 90 L/kWh. Coolant per heat; OCP OAI guideline 1.5 L/min/kW, range 1.25 to 2.
---@field rack_mass? quantity_or_dist # J/K, 100 to 1e+08, default 80000 J/K. Coolant and cold plates of a rack: 15 L and 20 kJ/K (estimate).
---@field cdu_volume? quantity_or_dist # m3, 0.001 to 100, default 0.3 m3. Coolant in a CDU and its manifolds (estimate).
---@field air_mass? quantity_or_dist # J/K, 100 to 1e+08, default 200000 J/K. Air, steel and coils per rack: 400 kg of steel (estimate).
---@field air_approach? quantity_or_dist # K, 0.5 to 30, default 8 K. Room air over facility water at rating (estimate).
---@field water? quantity_or_dist # m3, 0.001 to 1e+06. Facility water; default: the plant's loop volume, else 5 L/kW (estimate).
---@field plant_time? quantity_or_dist|string # s, 0.1 to 3600, default 60 s. Time constant of fans and compressors (estimate).
---@field [integer] entity

---A window in which a hall is looked at second by second: swing of training, coolant of racks and CDUs, facility water, room; CDUs or a share of the plant may fail in it. Into /transient. The run itself is not touched. Left out: transport delay in pipes, controls beyond a time constant.
---@overload fun(fields: transient_fields): entity
---@param name string
---@return fun(fields: transient_fields): entity
function transient(name) end

---@class drill_fields
---@field cite? citation
---@field like? string
---@field target string|entity # name of a cooling|feed|hall|cluster|cdu, required. What fails.
---@field at string|calendar # date, required. When.
---@field lasts quantity_or_dist|string # s, 1 to 1e+08, required. For how long.
---@field share? number_or_dist # number, 0 to 1, default 1. Share of the capacity lost (cooling, feed, cdu), of a hall's UPS modules; clusters fail whole.
---@field value? quantity_or_dist # USD/s, 0 to 1. Value of a GPU-hour; default: capital cost, price (1 / book life + WACC).
---@field [integer] entity

---Scripted incident: a cooling plant, feed, hall or cluster fails for a while; what the clusters behind it lose, until when, and what that costs.
---@overload fun(fields: drill_fields): entity
---@param name string
---@return fun(fields: drill_fields): entity
function drill(name) end

---@class delay_factor_fields
---@field cite? citation
---@field like? string
---@field factor number_or_dist # number, 0 to 100, required. Multiplies every slip that names it; a distribution such as lognormal(1, 0.4) is drawn once per run.
---@field [integer] entity

---A factor that the slips of several stages, halls and engines share: markets for transformers and crews are one for all of them.
---@overload fun(fields: delay_factor_fields): entity
---@param name string
---@return fun(fields: delay_factor_fields): entity
function delay_factor(name) end

---@class task_fields
---@field cite? citation
---@field like? string
---@field start? string|calendar # date. Not before this date; default: when what stands in `after` has ended.
---@field takes? quantity_or_dist|string # s, 0 to 1e+10. How long it takes by plan.
---@field needs? string|entity # name of a leadtime. Lead time of the catalog, where `takes` is not given: as planned and as drawn.
---@field after? string|(string|entity)[] # list of names of task. Tasks that must have ended.
---@field slip? quantity_or_dist|string # s, -1e+09 to 1e+09, default 0 s. Delay of its end; may be drawn.
---@field delay? string|entity # name of a delay_factor. Delay factor that its slip is multiplied by, shared with others.
---@field kind? string # text. What it is, for the timeline: permit, switchgear, crew; default: task.
---@field [integer] entity

---One piece of work of a buildout: a permit, a delivery of plant, a crew to be hired. Halls, stages, engines, clusters and other tasks wait for it (`after`). Left out: crews shared by tasks.
---@overload fun(fields: task_fields): entity
---@param name string
---@return fun(fields: task_fields): entity
function task(name) end

---@class neighbour_fields
---@field cite? citation
---@field like? string
---@field power quantity_or_dist # W, 0 to 1e+10, required. What others in the building draw from the same feeds at their peak.
---@field heat? quantity_or_dist # W, 0 to 1e+10, default 0 W. Of it, heat to the first cooling plant of the site.
---@field growth? number_or_dist # number, -0.5 to 1, default 0. Growth of both per year.
---@field [integer] entity

---Others in the same building, as for an AI zone in a data centre that is there already: power and cooling that are not to be had. Their energy is theirs and stands in no bill here.
---@param fields neighbour_fields
---@return entity
function neighbour(fields) end

---@class cooling_fields
---@field cite? citation
---@field like? string
---@field kind "dry"|"dry-adiabatic"|"tower"|"chiller"|"outside-air" # one of dry|dry-adiabatic|tower|chiller|outside-air, required. Dry: dry coolers; dry-adiabatic: with wetted pads; tower: economiser and chillers; chiller: air-cooled condensers, no economiser; outside-air: it goes to the racks, `supply` is the air, `trim` what chillers take in hot or damp hours.
---@field supply? quantity_or_dist # degC, 4 to 60. Facility water to the halls; default: the warmest of its class.
---@field class? "none"|"W17"|"W27"|"W32"|"W40"|"W45" # one of none|W17|W27|W32|W40|W45, default none. ASHRAE class of the liquid-cooled racks: the warmest water they take. Beyond 45 degC (W+) give `supply`.
---@field range? quantity_or_dist # K, 3 to 14, default 9.6 K. Return less supply; 1.5 L/min/kW (OCP OAI guideline) gives 9.6 K.
---@field capacity? quantity_or_dist # W, 1000 to 1e+11. Heat on the design day after redundancy; default: sized for its halls.
---@field redundancy? string # text. N, N+1 (when not given), 2N, ...: spare units run with the others.
---@field units? number_or_dist # number, 1 to 1000, default 4. Units that carry the load (assumption).
---@field design_drybulb? quantity_or_dist # degC, -60 to 60. Default: exceeded in 0.4 % of the weather's hours (ASHRAE).
---@field design_wetbulb? quantity_or_dist # degC, -60 to 60. Default: exceeded in 0.4 % of the weather's hours (ASHRAE).
---@field trim? quantity_or_dist # W, 0 to 1e+11, default 0 W. Heat of trim chillers behind dry coolers or outside air.
---@field coil_gap? quantity_or_dist # K, 1 to 30, default 6 K. Least supply less air temperature that coils with trim chillers are sized for (estimate).
---@field air_rise? quantity_or_dist # K, 2 to 25, default 10 K. Air warms by this in coils and towers at design (estimate).
---@field fan_pressure? quantity_or_dist # Pa, 10 to 1000, default 150 Pa. Pressure rise of outdoor fans at full speed (estimate).
---@field fan_eff? number_or_dist # number, 0.2 to 0.9, default 0.6. Fan, motor and drive (estimate).
---@field pad_eff? number_or_dist # number, 0.3 to 0.98, default 0.8. Saturation effectiveness of wetted pads; published range 0.7 to 0.9.
---@field pads? boolean # true or false, default true. Kind outside-air: pads wet the air that comes in.
---@field dew_limit? quantity_or_dist # degC, 0 to 40, default 21 degC. Kind outside-air: dew point of the air that may come in. ASHRAE A2 allowable; recommended 15, A1 17, A3 and A4 24.
---@field exchanger? quantity_or_dist # K, 0.5 to 10, default 2 K. Approach of the economiser's plate exchanger (estimate).
---@field condenser? quantity_or_dist # K, 2 to 25, default 10 K. Condenser water over dry bulb with dry condensers behind water-cooled machines (estimate).
---@field pump_pressure? quantity_or_dist # Pa, 10000 to 2e+06, default 250 kPa. Head of the loop at design flow (estimate).
---@field pump_eff? number_or_dist # number, 0.2 to 0.95, default 0.8. Pump, motor and drive (estimate).
---@field pump_static? number_or_dist # number, 0 to 1, default 0.3. Share of the head that does not fall with flow (estimate).
---@field air_by? "air-handler"|"rear-door" # one of air-handler|rear-door, default air-handler. What takes the heat that leaves racks with the air.
---@field crah_pressure? quantity_or_dist # Pa, 0 to 2000. Pressure rise of air handlers, staged with the load: 400 (estimate); of rear doors 60 (estimate), 0 when passive.
---@field crah_rise? quantity_or_dist # K, 3 to 30, default 12 K. Room air warms by this in the racks (estimate).
---@field air_approach? quantity_or_dist # K, 0.5 to 20, default 5 K. Cold air over facility water (estimate).
---@field air_limit? quantity_or_dist # degC, 15 to 60, default 35 degC. Warmest air to racks: beyond it chillers lift the room's heat into the loop. ASHRAE A2 allowable; recommended 27, A1 32, A3 40, A4 45.
---@field air_carnot? number_or_dist # number, 0.1 to 0.8, default 0.5. COP of those chillers over Carnot's (estimate).
---@field recirculation? number_or_dist # number, 0 to 0.5, default 0. Share of exhaust in the racks' intake; 0: full containment.
---@field bypass? number_or_dist # number, 0 to 0.8, default 0. Share of the handlers' air that returns unused.
---@field cdu_pump? number_or_dist # number, 0 to 0.1, default 0.008. Power of CDU pumps per heat to cold plates or immersion tanks; Frontier: 25 of 8473 W for 26.5 MW (ExaDigiT/RAPS).
---@field latent? number_or_dist # number, 0.3 to 1, default 0.85. Share of a tower's heat that leaves as vapour; 0.89 by the field rule 0.00085 R gpm.
---@field cycles? number_or_dist # number, 1.5 to 20, default 4. Cycles of concentration; practice 3 to 8 by water quality.
---@field drift? number_or_dist # number, 0 to 0.1, default 0.0005. Drift relative to evaporation (estimate: 0.0005 % of flow with eliminators).
---@field loop_volume? quantity_or_dist # m3, 0 to 1e+06, default 0 m3. Water in loop and tanks, for ride-through.
---@field ride? quantity_or_dist # K, 1 to 40, default 10 K. Warming that the racks bear when cooling is lost, before they throttle (estimate).
---@field off? quantity_or_dist # K, 1 to 80, default 20 K. Warming at which racks shut down (estimate).
---@field throttle? number_or_dist # number, 0.1 to 1, default 0.5. Share of rated IT power that throttled racks may draw where the plant could take less (estimate).
---@field backed? boolean # true or false, default true. The plant runs on through a loss of supply. 0: fans and compressors stop until generators run or a feed is back, the loop rides through; pumps are on the UPS.
---@field reuse? quantity_or_dist # W, 0 to 1e+10, default 0 W. Heat that a network takes when it is cold.
---@field reuse_at? quantity_or_dist # degC, 20 to 120, default 65 degC. Delivery to it; 50 to 70 in 4th generation networks (Lund et al. 2014). Water below it is lifted by a heat pump.
---@field reuse_limit? quantity_or_dist # degC, 0 to 30, default 15 degC. Outdoor air above which nobody heats (usual heating limit).
---@field reuse_full? quantity_or_dist # degC, -40 to 29, default -10 degC. Outdoor air of the network's full demand (estimate).
---@field reuse_base? number_or_dist # number, 0 to 1, default 0.15. Share of it all year, for hot water (estimate).
---@field reuse_approach? quantity_or_dist # K, 0.5 to 20, default 3 K. Approach of the exchanger to the network (estimate).
---@field reuse_carnot? number_or_dist # number, 0.1 to 0.8, default 0.5. Heat pump's COP over Carnot's; 0.4 to 0.6 (Arpagaus et al. 2018).
---@field reuse_price? quantity_or_dist # USD/J, 0 to 1, default 0 USD/MWh. Paid by the network.
---@field tower? string|entity # name of a tower. Tower record, needed by kind tower: yorkcalc.
---@field chiller? string|entity # name of a chiller. Chiller record, needed by kinds tower and chiller and by trim: trane-cvhe, ...; air-screw: air-cooled, fans included.
---@field [integer] entity

---Cooling plant: dry and adiabatic coolers (e-NTU), towers (YorkCalc), outside air, chillers (EIR records, lift law beyond them), pumps, air handlers, water; by the hour's weather. A loss of capacity (drill) warms the loop until racks throttle and shut down. Heat of the return water may go to a network. Left out: controls, freezing.
---@overload fun(fields: cooling_fields): entity
---@param name string
---@return fun(fields: cooling_fields): entity
function cooling(name) end

---@class cdu_fields
---@field cite? citation
---@field like? string
---@field racks? number_or_dist # number, 1 to 1e+06. Racks behind it; default: the cluster's, shared evenly by its CDUs.
---@field rack_mass? quantity_or_dist # J/K, 100 to 1e+08, default 80000 J/K. Coolant and cold plates of a rack: 15 L and 20 kJ/K (estimate).
---@field liquid? number_or_dist # number, 0.01 to 1. Share of rack heat to coolant; default: of the servers.
---@field ride? quantity_or_dist # K, 1 to 40, default 10 K. Warming that the racks bear before they throttle (estimate).
---@field off? quantity_or_dist # K, 1 to 80, default 20 K. Warming at which racks shut down (estimate).
---@field throttle? number_or_dist # number, 0 to 1, default 0.5. Share of rated power that throttled racks draw (estimate).
---@field boot? quantity_or_dist|string # s, 0 to 1e+06, default 10 min. From cold coolant to nodes that take jobs: power-on, health checks (estimate).
---@field [integer] entity

---Coolant distribution unit of a cluster: the racks behind it are its blast radius when a drill trips it: ride-through of the coolant, throttling, shutdown, nodes back. Its pumps' power stands in the cooling plant.
---@overload fun(fields: cdu_fields): entity
---@param name string
---@return fun(fields: cdu_fields): entity
function cdu(name) end

---@class hall_fields
---@field cite? citation
---@field like? string
---@field it quantity_or_dist # W, 1000 to 1e+11, required. Design IT power, after redundancy.
---@field ready string|calendar # date, required. Planned hand-over.
---@field slip? quantity_or_dist|string # s, -1e+09 to 1e+09, default 0 s. Delay of the hand-over; may be drawn.
---@field delay? string|entity # name of a delay_factor. Delay factor that its slip is multiplied by, shared with others.
---@field after? string|(string|entity)[] # list of names of task. Tasks that must have ended before the hand-over: permits, switchgear, chillers.
---@field blocks? number_or_dist # number, 1 to 1000, default 1. Modular: handed over and paid for in so many equal blocks of power, UPS and transformers.
---@field block_every? quantity_or_dist|string # s, 0 to 1e+09, default 0 s. From one block to the next.
---@field ups? string # text. Redundancy of UPS and transformers: N, N+1 (when not given), 2N, 4N3, ...
---@field units? number_or_dist # number, 1 to 1000, default 4. Units that carry the load, for N+1 (assumption).
---@field busway? quantity_or_dist # W, 0 to 1e+09, default 0 W. Power of one busway or row: racks do not span two; 0: divisible.
---@field rack_limit? quantity_or_dist # W, 0 to 1e+07, default 0 W. Largest rack that busways and floor take, as in a room that is there already; 0: any.
---@field air? quantity_or_dist # W, 0 to 1e+10, default 0 W. Heat that the room's air handlers take; 0: as much as the racks give.
---@field liquid? number_or_dist # number, 0 to 1. Share of IT heat that goes to liquid; default: of the servers.
---@field embodied? quantity_or_dist # kg/W, 0 to 100, default 0 s3 m-2. CO2 of making building and plant per IT power; 0: not counted.
---@field cooling? string|entity # name of a cooling. Cooling plant; default: the first of the site.
---@field busway_type? string|entity # name of a converter. Loss curve of the busway; default .001/0/.006 (estimate).
---@field pdu_type? string|entity # name of a converter. Loss curve of PDUs behind the busway (pdu-transformer, ...); default: none.
---@field ups_type? string|entity # name of a converter. Loss curve of the UPS (ups-eco: on the mains); default .010/.005/.015, double conversion (estimate).
---@field transformer_type? string|entity # name of a converter. Loss curve of MV/LV transformers; default .0015/0/.0085 (estimate).
---@field battery? quantity_or_dist|string # s, 0 to 86400, default 5 min. The UPS carries full load this long when all supplies fail (estimate).
---@field build_cost? quantity_or_dist # USD/W, 0 to 1000, default 11700 USD/kW. Shell, power and cooling per W of design IT power; Cushman & Wakefield 2025: US average 11.7 M USD/MW, 9.3 to 15.0.
---@field build_time? quantity_or_dist|string # s, 0 to 1e+09, default 639.25 days. Payments run evenly over this time before the hand-over; 21 months from ground to commissioning (constructionowners.com 2026).
---@field plant_share? number_or_dist # number, 0 to 1, default 0.82. Share of the cost that is power and cooling; Hamilton 2010, Hoelzle & Patterson.
---@field [integer] entity

---Data hall: design IT power, busway bins, UPS and transformers with load-dependent losses and redundancy. Left out: PSU losses (inside the racks), power factor, harmonics, battery recharge.
---@overload fun(fields: hall_fields): entity
---@param name string
---@return fun(fields: hall_fields): entity
function hall(name) end

---@class strategy_fields
---@field cite? citation
---@field like? string
---@field own? string|(string|entity)[] # list of names of cluster. Clusters that are bought and installed.
---@field rent? string|(string|entity)[] # list of names of cluster. Clusters that rented cloud GPUs stand in for, as many as the demand wants.
---@field burst? string|(string|entity)[] # list of names of cluster. Clusters that may rent on top of what is owned when their queue is long.
---@field lease? string|(string|entity)[] # list of names of cluster. Clusters of `own` whose equipment a lessor buys: it is installed and run like one's own.
---@field lease_terms? string|entity # name of a lease. On what terms.
---@field colo? string|entity # name of a colocation. Halls, power and cooling belong to a colocation seller on these terms.
---@field api? string|(string|entity)[] # list of names of cluster. Clusters whose services are bought by the token; GPUs of the seller are simulated like rented ones and not paid.
---@field token_price? string|entity # name of a token_price. What those tokens cost.
---@field price? string|(string|entity)[] # list of names of cloud_price. Price lists of rented GPUs: a cluster is billed by the list of its own GPU, or by the first one.
---@field reserved? number_or_dist # number, 0 to 1, default 0. Share of the mean need that is reserved for a term, paid whether used or not; the rest is on demand or spot.
---@field term? "1y"|"3y" # one of 1y|3y, default 1y. Term of a reservation, which fixes its price.
---@field spot? number_or_dist # number, 0 to 1, default 0. Share of the jobs and replicas on rented GPUs that run on spot capacity.
---@field evict? quantity_or_dist # 1/s, 0 to 1, default 0 Hz. Rate at which a job or replica on spot capacity is evicted, written as 0.02 / hour; it goes back to its last checkpoint and is fetched again. 0: never.
---@field when_queue? quantity_or_dist|string # s, 0 to 1e+09, default 30 min. A job may be sent to rented GPUs when it would wait longer than this.
---@field provision? quantity_or_dist|string # s, 0 to 1e+09, default 10 min. From asking for a rented GPU to its first work.
---@field speed? number_or_dist # number, 0.01 to 100, default 1. Speed of a job or replica on a rented GPU relative to an owned one.
---@field price_level? number_or_dist # number, 0 to 100, default 1. What all prices of its price lists are multiplied by: rents of one GPU differ by 2.5 to 5.
---@field price_drift? number_or_dist # number, -0.9 to 10. Change of all these prices per year, instead of the lists' own `drift`.
---@field egress? quantity_or_dist # USD/byte, 0 to 1e-06, default 0 USD/GB. Price of data that leave the cloud; leave 0 where the price's add-on holds it.
---@field outflow? quantity_or_dist # byte/s, 0 to 1e+15, default 0 byte/s. Mean flow of data out of the cloud while anything is rented, charged at `egress`.
---@field [integer] entity

---One way to meet the demand: which clusters are owned, which are rented, and on what terms. Each strategy of a scenario is simulated on its own with the same luck. Left out: limits of a cloud's stock, what is left of a term at the horizon.
---@overload fun(fields: strategy_fields): entity
---@param name string
---@return fun(fields: strategy_fields): entity
function strategy(name) end

---@class cloud_price_fields
---@field cite? citation
---@field like? string
---@field gpu? string|entity # name of a gpu. The GPU that is rented.
---@field on_demand quantity_or_dist # USD/s, 0 to 1, required. Price of a GPU on demand, written as 2.95 * USD / hour.
---@field reserved_1y? quantity_or_dist # USD/s, 0 to 1. Price of a GPU reserved for a year; the on-demand price when absent.
---@field reserved_3y? quantity_or_dist # USD/s, 0 to 1. Price of a GPU reserved for three years; that of one year when absent.
---@field spot? quantity_or_dist # USD/s, 0 to 1. Price of a GPU on spot; the on-demand price when absent.
---@field drift? number_or_dist # number, -0.9 to 10, default 0. Change of all these prices per year from the start of the run; a reservation keeps the price of its day.
---@field addon? number_or_dist # number, 0 to 5, default 0. Storage, egress and management billed on top, as a share of the GPU bill.
---@field [integer] entity

---Price list of a rented GPU, per GPU and second. Prices of one GPU differ by 2.5 to 5 times between sellers: look at break-even over the rent, never at one number.
---@overload fun(fields: cloud_price_fields): entity
---@param name string
---@return fun(fields: cloud_price_fields): entity
function cloud_price(name) end

---@class lease_fields
---@field cite? citation
---@field like? string
---@field rate number_or_dist # number, -0.5 to 2, required. Interest that the lessor earns, effective per year.
---@field term quantity_or_dist|string # s, 86400 to 1e+10, required. From each payment of the equipment's price to the last rent.
---@field residual? number_or_dist # number, 0 to 1, default 0. Share of the price that the lessor expects to get for it at the end of the term.
---@field renewal? number_or_dist # number, 0 to 1, default 1. Rent after the term, as a share of that before.
---@field [integer] entity

---Terms of a full-service lease of equipment: each payment of its price is made by the lessor and repaid by an equal monthly rent that holds maintenance and insurance. Nothing is depreciated and nothing is left at the horizon (an operating lease; ASC 842 and IFRS 16 would show a right of use).
---@overload fun(fields: lease_fields): entity
---@param name string
---@return fun(fields: lease_fields): entity
function lease(name) end

---@class colocation_fields
---@field cite? citation
---@field like? string
---@field price quantity_or_dist # USD/W/s, 0 to 1, required. Price of contracted IT power, written as 184.06 * USD / kW / month.
---@field power? "pass-through"|"all-in" # one of pass-through|all-in, default pass-through. pass-through: the utility's bill, water and fuel are paid as they come, losses and cooling included; all-in: the price holds them.
---@field pue? number_or_dist # number, 1 to 3. Of the contract: energy passed through is billed as IT energy times this, at the utility's mean price; default: as it comes, plant and losses included.
---@field adder? quantity_or_dist # USD/J, 0 to 0.001, default 0 USD/MWh. On top of the price of energy passed through.
---@field setup? quantity_or_dist # USD/W, 0 to 100, default 0 USD/kW. Fit-out of the power contracted, paid once when the contract begins.
---@field from? string|calendar # date. The contract begins: paid from then on, ready or not; default: for each hall when it is ready.
---@field to? string|calendar # date. It ends: nothing runs there any more; default: never.
---@field limit? quantity_or_dist # W, 1000 to 1e+10. IT power contracted: no more may run, drawn or not it is paid once a hall is ready; default: that of the halls.
---@field escalator? number_or_dist # number, -0.5 to 1, default 0. Growth of the price a year from the start of the run.
---@field [integer] entity

---A seller's halls: the IT power of each hall that is used, contracted from the day that it is ready, drawn or not, or as much as its `limit`. The site is simulated as it stands; buildings and plant are the seller's to pay. Left out: deposits, what is left of a term at the horizon.
---@overload fun(fields: colocation_fields): entity
---@param name string
---@return fun(fields: colocation_fields): entity
function colocation(name) end

---@class token_price_fields
---@field cite? citation
---@field like? string
---@field input quantity_or_dist # USD/token, 0 to 1, required. Price of input, written as 0.6 * USD / Mtoken.
---@field output quantity_or_dist # USD/token, 0 to 1, required. Price of output.
---@field drift? number_or_dist # number, -0.99 to 10, default 0. Change of both prices a year from the start of the run.
---@field [integer] entity

---Price list of a seller of tokens. Left out: discounts for cached input and batches.
---@overload fun(fields: token_price_fields): entity
---@param name string
---@return fun(fields: token_price_fields): entity
function token_price(name) end

---@class accounting_fields
---@field cite? citation
---@field like? string
---@field it_life quantity_or_dist|string # s, 86400 to 1e+11, required. Book life of servers and GPUs, straight line.
---@field network_life quantity_or_dist|string # s, 86400 to 1e+11, required. Book life of network and storage.
---@field plant_life quantity_or_dist|string # s, 86400 to 1e+11, required. Book life of power and cooling plant.
---@field shell_life quantity_or_dist|string # s, 86400 to 1e+11, required. Book life of buildings.
---@field it_class quantity_or_dist|string # s, 86400 to 1e+11, required. Tax class (MACRS) or tax life of servers and GPUs.
---@field network_class quantity_or_dist|string # s, 86400 to 1e+11, required. Tax class or life of network and storage.
---@field plant_class quantity_or_dist|string # s, 86400 to 1e+11, required. Tax class or life of power and cooling plant.
---@field shell_class quantity_or_dist|string # s, 86400 to 1e+11, required. Tax class or life of buildings.
---@field method? "macrs"|"line" # one of macrs|line, default macrs. Tax depreciation: MACRS with the half-year convention, or a straight line over the class.
---@field bonus? number_or_dist # number, 0 to 1, default 0. Share deducted at once in the year of service, for classes up to 20 years.
---@field plant_itc? number_or_dist # number, 0 to 1, default 0. Investment tax credit of power and cooling plant, as a share of its cost, at the end of its first year; half of it reduces the tax basis. Only property that qualifies.
---@field residual? number[]|number # list of numbers, 0 to 1. Resale value of servers and GPUs at 0, 1, 2, ... years of age, as a share of their price; held at the last ratio beyond the list.
---@field salvage? number_or_dist # number, 0 to 2, default 1. Value of all other assets at the horizon, as a share of what the books still hold.
---@field maintenance? number_or_dist # number, 0 to 1, default 0. Maintenance a year, as a share of the cost of equipment in service (all but land and buildings).
---@field insurance? number_or_dist # number, 0 to 1, default 0. Insurance a year, as a share of the cost of everything but land.
---@field [integer] entity

---How assets are written off, resold, kept up and insured: book and tax are two ledgers. Source of the forms: IRS Publication 946.
---@overload fun(fields: accounting_fields): entity
---@param name string
---@return fun(fields: accounting_fields): entity
function accounting(name) end

---@class role_fields
---@field cite? citation
---@field like? string
---@field salary quantity_or_dist # USD/s, 0 to 10, required. Gross pay of one person, written as 96.8 * kUSD / year.
---@field overhead? number_or_dist # number, 0 to 5, default 0. Benefits, taxes and workplace on top of pay.
---@field [integer] entity

---A kind of job and its pay.
---@overload fun(fields: role_fields): entity
---@param name string
---@return fun(fields: role_fields): entity
function role(name) end

---@class staff_fields
---@field cite? citation
---@field like? string
---@field people number_or_dist # number, 0 to 100000, required. Full-time people.
---@field role? string|entity # name of a role. What they do, and what that pays.
---@field salary? quantity_or_dist # USD/s, 0 to 10. Gross pay of one person; that of the role when absent.
---@field overhead? number_or_dist # number, 0 to 5. Benefits, taxes and workplace on top of pay; that of the role when absent.
---@field from? string|calendar # date. First day.
---@field to? string|calendar # date. Last day; never when absent.
---@field ramp? quantity_or_dist|string # s, 0 to 1e+09, default 0 s. From the first day, how long until all of them are there.
---@field when? "always"|"own"|"rent" # one of always|own|rent, default always. With which strategies they are needed: any, those that own clusters, those that rent.
---@field [integer] entity

---People who must be paid: a head count with a ramp, by month, pay growing with inflation. Left out: hiring cost, overtime, turnover.
---@overload fun(fields: staff_fields): entity
---@param name string
---@return fun(fields: staff_fields): entity
function staff(name) end

---@class fee_fields
---@field cite? citation
---@field like? string
---@field what? "licence"|"audit"|"security"|"transit"|"maintenance"|"insurance"|"property_tax"|"decommission"|"other" # one of licence|audit|security|transit|maintenance|insurance|property_tax|decommission|other, default other. What is paid for; the account is opex.<what>.
---@field when? "always"|"own"|"rent" # one of always|own|rent, default always. With which strategies and, by the GPU, for which GPUs: any, owned ones, rented ones.
---@field of? string|(string|entity)[] # list of names of cluster. Clusters whose GPUs count; all when not given.
---@field rate? quantity_or_dist # USD/s, -1e+06 to 1e+06, default 0 USD/h. Sum that recurs, written as 250 * kUSD / year.
---@field per_gpu? quantity_or_dist # USD/s, -1 to 1, default 0 USD/h. For each GPU held, used or not, written as 4500 * USD / year.
---@field once? quantity_or_dist # USD, -1e+12 to 1e+12, default 0 USD. Sum paid once, in the month of `from`.
---@field at_end? quantity_or_dist # USD, -1e+12 to 1e+12, default 0 USD. Sum paid at the horizon, such as decommissioning.
---@field from? string|calendar # date. First day.
---@field to? string|calendar # date. Last day; never when absent.
---@field [integer] entity

---Licences, audits, transit, security, insurance, decommissioning: sums by the month, by the GPU, once or at the horizon, growing with inflation.
---@overload fun(fields: fee_fields): entity
---@param name string
---@return fun(fields: fee_fields): entity
function fee(name) end

---@class sale_fields
---@field cite? citation
---@field like? string
---@field service? string|entity # name of a service. Whose tokens are sold.
---@field cluster? string|entity # name of a cluster. Whose useful GPU-hours are sold.
---@field input? quantity_or_dist # USD/token, 0 to 1, default 0 USD/Mtoken. Price of a token of input.
---@field output? quantity_or_dist # USD/token, 0 to 1, default 0 USD/Mtoken. Price of a token of output.
---@field gpu? quantity_or_dist # USD/s, 0 to 1, default 0 USD/h. Price of a useful GPU-hour, written as 2.5 * USD / hour.
---@field drift? number_or_dist # number, -0.99 to 10, default 0. Change of the prices a year from the start of the run.
---@field [integer] entity

---Revenue of tokens or GPU-hours as they are served, by the month. With it the net present cost of a strategy is its net present value with the sign turned, and rates of return and payback can be told. Left out: demand that answers to prices.
---@overload fun(fields: sale_fields): entity
---@param name string
---@return fun(fields: sale_fields): entity
function sale(name) end

---@class rule_fields
---@field cite? citation
---@field like? string
---@field of string|(string|entity)[] # list of names of cluster, required. Clusters whose work and data it is about.
---@field rent? boolean # true or false, default true. Whether they may be rented.
---@field burst? boolean # true or false, default true. Whether they may rent on top of what is owned; work that stays says `burst = false` itself.
---@field api? boolean # true or false, default true. Whether their tokens may be bought.
---@field lease? boolean # true or false, default true. Whether a lessor may own the equipment.
---@field colo? boolean # true or false, default true. Whether they may stand in a colocation seller's halls.
---@field slow? number_or_dist # number, 0 to 0.99, default 0. Share of the speed of owned GPUs that encryption and isolation take.
---@field slow_rented? number_or_dist # number, 0 to 0.99, default 0. The same of rented GPUs.
---@field reason? string # text. Law, contract or policy.
---@field [integer] entity

---Residency, sovereignty, compliance: legs that a strategy may not use, and the speed that obeying costs. What it costs in money is a `fee`.
---@overload fun(fields: rule_fields): entity
---@param name string
---@return fun(fields: rule_fields): entity
function rule(name) end

---@class dataset_fields
---@field cite? citation
---@field like? string
---@field of string|(string|entity)[] # list of names of cluster, required. Clusters whose work reads it.
---@field home? "site"|"cloud" # one of site|cloud, default site. Where it lies.
---@field size quantity_or_dist # byte, 0 to 1e+21, required. Its size at the start.
---@field growth? quantity_or_dist # byte/s, 0 to 1e+15, default 0 byte/s. What is added to it.
---@field link quantity_or_dist # byte/s, 1 to 1e+15, required. Rate at which it can be copied: until it is there, rented GPUs wait.
---@field egress? quantity_or_dist # USD/byte, 0 to 1e-06, default 0 USD/GB. Price of what leaves the cloud.
---@field results? quantity_or_dist # byte/s, 0 to 1e+15, default 0 byte/s. Results that rented GPUs send home.
---@field [integer] entity

---Data that work stands on, and the time and money that moving them takes. Left out: a link that jobs share, copies that are kept up to date, owned GPUs that wait for data out of a cloud.
---@overload fun(fields: dataset_fields): entity
---@param name string
---@return fun(fields: dataset_fields): entity
function dataset(name) end

---@class finance_fields
---@field cite? citation
---@field like? string
---@field wacc? number_or_dist # number, -0.5 to 2. Nominal cost of capital after tax, a year; discounts every amount at its date. When absent it follows from debt and equity.
---@field debt? number_or_dist # number, 0 to 1, default 0. Share of capital expenditure that is borrowed.
---@field cost_of_debt? number_or_dist # number, 0 to 1, default 0. Interest a year, before tax.
---@field debt_term? quantity_or_dist|string # s, 86400 to 1e+10. From each draw to its last repayment, in equal monthly payments.
---@field debt_fee? number_or_dist # number, 0 to 0.2, default 0. Arrangement and other fees of lenders, a share of each draw, paid with it; deducted like interest.
---@field cost_of_equity? number_or_dist # number, 0 to 2. Return that owners ask for, a year; with `debt` it gives `wacc`.
---@field payable? quantity_or_dist|string # s, 0 to 3e+07, default 0 s. How long after their month sellers are paid (all but staff).
---@field receivable? quantity_or_dist|string # s, 0 to 3e+07, default 0 s. How long after its month revenue is paid.
---@field tax number_or_dist # number, 0 to 0.99, required. Rate of income tax; deductions are worth it at each year's end, against other income.
---@field inflation? number_or_dist # number, -0.5 to 2, default 0. Growth a year of pay, maintenance and insurance from the start of the run.
---@field resale? number_or_dist # number, 0 to 10, default 1. What the resale values of IT by age in `accounting` are multiplied by: they are guesses about a market.
---@field accounting? string|entity # name of a accounting. How assets are written off and resold, such as "us-2026"; needed with `tax`.
---@field timing? "end"|"mid" # one of end|mid, default end. When a month's recurring amounts are discounted: at its end, or in its middle.
---@field [integer] entity

---Rents, upkeep, tax, residual values, discounting and the totals of a strategy. Cash is dated; book and tax depreciation are kept apart. Source of the forms: Brealey, Myers & Allen 2020; IRS Publication 946. Left out: covenants, currencies.
---@param fields finance_fields
---@return entity
function finance(fields) end

---@class cluster_fields
---@field cite? citation
---@field like? string
---@field hall? string|entity # name of a hall. Hall that its racks stand in; without one all racks run from delivery on.
---@field rack? string|entity # name of a rack. What a rack is; without one, `nodes` and `gpus_per_node` give the size and there is no power.
---@field racks? number_or_dist # number, 1 to 1e+07. Number of racks.
---@field nodes? number_or_dist # number, 1 to 1e+07. Number of nodes, for a cluster without racks.
---@field gpus_per_node? number_or_dist # number, 1 to 1024. GPUs in a node, for a cluster without racks.
---@field spares? number_or_dist # number, 0 to 0.5, default 0. Share of the nodes kept out of use, to stand in for nodes that are down.
---@field order? string|calendar # date. When it is ordered; the start of the run when not given.
---@field lead? quantity_or_dist|string # s, 0 to 1e+09. From order to delivery of the first racks; default: of what `needs` names, else at once.
---@field needs? string|entity # name of a leadtime. Lead time of the catalog where `lead` is not given: as planned and as drawn.
---@field slip? quantity_or_dist|string # s, -1e+09 to 1e+09, default 0 s. Delay of the delivery; may be drawn.
---@field delay? string|entity # name of a delay_factor. Delay factor that its slip is multiplied by, shared with others.
---@field batch? number_or_dist # number, 0 to 1e+07, default 0. Racks in a delivery; 0: all at once.
---@field batch_every? quantity_or_dist|string # s, 0 to 1e+09, default 30.4375 days. From one delivery to the next: a month when not given.
---@field after? string|(string|entity)[] # list of names of task. Tasks that must have ended before racks are installed.
---@field retire? string|calendar # date. When its racks are switched off for good; default: never.
---@field resell? number_or_dist # number, 0 to 2, default 1. Share of the resale value by age (accounting.residual) that its racks fetch when they retire; 0: scrapped. Racks that an owned cluster takes over are sold when that one retires.
---@field from? string|entity # name of a cluster. Its racks are those of this cluster, which retires; nothing is bought, `lead` is the time to move.
---@field price_level? number_or_dist # number, 0 to 100, default 1. What the price of its racks is multiplied by; a distribution says how sure it is.
---@field price? quantity_or_dist # USD, 0 to 1e+09. Price of a rack complete, instead of the catalog's.
---@field gpu_price? quantity_or_dist # USD, 0 to 1e+07. Price of one of its GPUs, instead of the catalog's: the price of a rack changes by the difference.
---@field cap_exponent? number_or_dist # number, 1 to 4, default 2.5. Power above the static part goes with this power of the clocks under a cap; published fits give 2 to 3, this is their middle (facts, facility-finance 1.1).
---@field clock_floor? number_or_dist # number, 0.01 to 1, default 0.25. Lowest clocks that a cap may set, as a share of the highest; below, nodes are switched off. An estimate.
---@field job_sample? number_or_dist # number, 0 to 1, default 1. Share of the jobs that get a row in /jobs, chosen by their number.
---@field [integer] entity

---Racks of GPU servers with a gang scheduler, checkpoints, failures and a power cap. GPU-hours are busy, idle, down or unpowered; busy ones are useful or lost. Conventions and sources: models/sched/README.md. Left out: preemption, delivery in parts.
---@overload fun(fields: cluster_fields): entity
---@param name string
---@return fun(fields: cluster_fields): entity
function cluster(name) end

---@class scheduler_fields
---@field cite? citation
---@field like? string
---@field policy? "fifo"|"easy" # one of fifo|easy, default fifo. fifo: in order of arrival within each queue; easy: later jobs may overtake the first waiting one when, by the estimates, they do not delay it (Lifka 1995).
---@field placement? "pack"|"any" # one of pack|any, default pack. pack: a gang stays in one node or takes whole ones; any: it takes free GPUs wherever they are when it finds no such place.
---@field borrow? boolean # true or false, default false. GPUs that no queue wants within its quota are lent to queues beyond theirs, until the job ends (no preemption).
---@field backfill_depth? number_or_dist # number, 0 to 1e+09, default 100. Waiting jobs of a queue looked at by easy before something is freed; a bound of work, as default_queue_depth of Slurm, whose default it has.
---@field [integer] entity

---Decides which waiting job starts where: gangs, first in first out or EASY backfill, virtual clusters with quotas. Left out: preemption, fair share, latency of a decision.
---@param fields scheduler_fields
---@return entity
function scheduler(fields) end

---@class queue_fields
---@field cite? citation
---@field like? string
---@field quota? number_or_dist # number, 1 to 1e+09. Most GPUs that its jobs may hold at one time; none: no bound.
---@field share? number_or_dist # number, 0 to 1. The same as a share of the cluster's GPUs.
---@field [integer] entity

---A virtual cluster: jobs that carry its name wait in a line of their own and may hold as many GPUs as its quota. Owned GPUs only; rented ones do not count.
---@overload fun(fields: queue_fields): entity
---@param name string
---@return fun(fields: queue_fields): entity
function queue(name) end

---@class failures_fields
---@field cite? citation
---@field like? string
---@field profile? string|entity # name of a failure_profile. Published experience that gives what is not given here.
---@field gpu_mtbf? quantity_or_dist|string # s, 1 to 1e+12. Mean time between failures per GPU with power; a node of n GPUs fails n times as often.
---@field shape? number_or_dist # number, 0.1 to 10. Weibull shape of the time to failure: below 1 infant mortality, above 1 wear; 1, the usual, a constant rate.
---@field soft? number_or_dist # number, 0 to 1. Share of the failures after which a reboot is enough; 0 when not given.
---@field repair? quantity_or_dist|string # distribution or s, 0 to 1e+09. From failure to service with a repair.
---@field reboot? quantity_or_dist|string # distribution or s, 0 to 1e+09. From failure to service with a reboot.
---@field lemons? number_or_dist # number, 0 to 1. Share of the nodes that fail more often; 0 when not given.
---@field lemon_factor? number_or_dist # number, 1 to 10000. How many times more often; 1 when not given.
---@field [integer] entity

---Failures of a cluster's nodes: constant or Weibull rates, lemons, repair times. One row in /events each. Left out: failures of racks, switches and power that take several nodes at once, repair crews that are busy, silent errors.
---@param fields failures_fields
---@return entity
function failures(fields) end

---@class failure_profile_fields
---@field cite? citation
---@field like? string
---@field gpu_mtbf? quantity_or_dist|string # s, 1 to 1e+12. Mean time between failures per GPU with power; a node of n GPUs fails n times as often.
---@field shape? number_or_dist # number, 0.1 to 10. Weibull shape of the time to failure: below 1 infant mortality, above 1 wear; 1, the usual, a constant rate.
---@field soft? number_or_dist # number, 0 to 1. Share of the failures after which a reboot is enough; 0 when not given.
---@field repair? quantity_or_dist|string # distribution or s, 0 to 1e+09. From failure to service with a repair.
---@field reboot? quantity_or_dist|string # distribution or s, 0 to 1e+09. From failure to service with a reboot.
---@field lemons? number_or_dist # number, 0 to 1. Share of the nodes that fail more often; 0 when not given.
---@field lemon_factor? number_or_dist # number, 1 to 10000. How many times more often; 1 when not given.
---@field [integer] entity

---How often the nodes of a known cluster failed, and for how long.
---@overload fun(fields: failure_profile_fields): entity
---@param name string
---@return fun(fields: failure_profile_fields): entity
function failure_profile(name) end

---@class storage_fields
---@field cite? citation
---@field like? string
---@field capacity quantity_or_dist # byte, 0 to 1e+20, required. Usable room.
---@field tier? string|entity # name of a storage_tier. Kind of system, which gives by size what is not given here.
---@field read? quantity_or_dist # byte/s, 1 to 1e+15. Sustained read rate.
---@field write? quantity_or_dist # byte/s, 1 to 1e+15. Sustained write rate.
---@field data? quantity_or_dist # byte, 0 to 1e+20, default 0 byte. Data sets that lie there from the start.
---@field ready? string|calendar # date. Racks in a site's hall may run from this day on; default: it comes with them.
---@field after? string|(string|entity)[] # list of names of task. Tasks that must have ended before.
---@field keep? number_or_dist # number, 1 to 10000, default 3. Checkpoints of a job kept at one time; older ones make room.
---@field price? quantity_or_dist # USD/byte, 0 to 1. Price of a usable byte, installed.
---@field power? quantity_or_dist # W, 0 to 1e+08. Mean power of the system.
---@field [integer] entity

---A parallel file system that checkpoints go to: read and write rates shared max-min fairly, room that fills. Left out: metadata, tiers, local disks, the network between (but for each sender's own cards).
---@param fields storage_fields
---@return entity
function storage(fields) end

---@class storage_tier_fields
---@field cite? citation
---@field like? string
---@field read_per_byte quantity_or_dist # 1/s, 0 to 1, required. Sustained read rate over capacity.
---@field write_per_byte quantity_or_dist # 1/s, 0 to 1, required. Sustained write rate over capacity.
---@field price? quantity_or_dist # USD/byte, 0 to 1. Price of a usable byte, installed.
---@field power? quantity_or_dist # W/byte, 0 to 1. Mean power of a usable byte.
---@field [integer] entity

---A kind of storage by its size: rates, price and power per byte of capacity.
---@overload fun(fields: storage_tier_fields): entity
---@param name string
---@return fun(fields: storage_tier_fields): entity
function storage_tier(name) end

---@class batch_fields
---@field cite? citation
---@field like? string
---@field on string|entity # name of a cluster, required. Cluster that runs the jobs.
---@field trace frame # measured file (philly|helios|acme|alibaba2020|alibaba2023|swf|sacct|gavel|csv), required. Measured jobs: submission, GPUs, run time.
---@field stretch? "once"|"repeat"|"bootstrap-weeks" # one of once|repeat|bootstrap-weeks, default once. once: as measured, the first job at the start; repeat: again and again in whole weeks; bootstrap-weeks: weeks drawn with replacement (Kuensch 1989).
---@field scale? number_or_dist # number, 0 to 1e+06, default 1. Jobs for each measured one; below 1 jobs are left out at random.
---@field growth? number_or_dist # number, -0.99 to 100, default 0. Growth of the number of jobs a year, compounded continuously.
---@field gpu_scale? number_or_dist # number, 0.001 to 10000, default 1. GPUs of a job relative to the trace, rounded up.
---@field speed? number_or_dist # number, 0.001 to 10000, default 1. How many times faster a job runs than in the trace (newer GPUs).
---@field queue? string|entity # name of a queue. Virtual cluster of the jobs that the trace gives none.
---@field by_queue? boolean # true or false, default true. Jobs go to the cluster's queue of the name that the trace gives, where there is one.
---@field prio? number_or_dist # number, 0 to 65535, default 10. Priority within a queue; 0 goes first.
---@field burst? boolean # true or false, default true. Jobs may run on rented GPUs when the strategy bursts.
---@field load? number_or_dist # number, 0 to 1, default 0.76. Mean power of a busy GPU over its TDP; heavy training takes 76 % of a server's rating (8 x H100 server, measured by LBNL and BNL).
---@field gpu_power? quantity_or_dist # W, 0 to 100000. Mean power of a busy GPU, instead of `load`.
---@field compute_bound? number_or_dist # number, 0 to 1, default 1. Share of the time bound by GPU clocks, which stretches under a power cap; 1 is the worst case.
---@field checkpoint? quantity_or_dist|string # s, 0 to 1e+09, default 0 s. Work between checkpoints; 0: a job that is cut off begins anew.
---@field checkpoint_size? quantity_or_dist # byte, 0 to 1e+18, default 0 byte. Written per checkpoint; 0 costs no time.
---@field restart? quantity_or_dist|string # s, 0 to 1e+09, default 0 s. From new placement to work after a job was cut off.
---@field [integer] entity

---Jobs of a measured trace, stretched to the plan's horizon, scaled and growing. Left out: users who wait for results before they submit again (arrivals do not react to the queue), jobs that fail by themselves (their measured run time counts).
---@overload fun(fields: batch_fields): entity
---@param name string
---@return fun(fields: batch_fields): entity
function batch(name) end

---@class training_fields
---@field cite? citation
---@field like? string
---@field on string|entity # name of a cluster, required. Cluster that trains.
---@field model string|entity # name of a llm, required. Model that is trained.
---@field tokens quantity_or_dist|number # token, 1 to 1e+18, required. Tokens of a campaign.
---@field gpus number_or_dist # number, 1 to 1e+06, required. GPUs of the gang.
---@field seq quantity_or_dist|number # token, 1 to 1e+08, required. Tokens of a sequence.
---@field global_batch number_or_dist # number, 1 to 1e+07, required. Sequences of a step.
---@field micro_batch? number_or_dist # number, 0 to 100000, default 0. Sequences at one time per replica; 0: the fastest that fits.
---@field tp? number_or_dist # number, 0 to 1024, default 0. Tensor parallel; 0: the fastest that fits.
---@field pp? number_or_dist # number, 0 to 1024, default 0. Pipeline parallel; 0: the fastest that fits.
---@field cp? number_or_dist # number, 1 to 1024, default 1. Context parallel.
---@field ep? number_or_dist # number, 0 to 1024, default 0. Expert parallel; 0: the fastest that fits.
---@field vpp? number_or_dist # number, 1 to 64, default 1. Interleaved stages per GPU.
---@field zero? number_or_dist # number, 0 to 3, default 1. What data-parallel ranks shard: 1 optimizer, 2 gradients too, 3 weights too.
---@field precision? "bf16"|"fp8"|"fp8_block"|"mxfp8"|"nvfp4" # one of bf16|fp8|fp8_block|mxfp8|nvfp4, default bf16. Type of the matmuls.
---@field recompute? "auto"|"selective"|"full" # one of auto|selective|full, default auto. Activations made again in the backward pass; auto: the fastest that fits.
---@field lora? boolean # true or false, default false. The base is frozen: no weight gradients for it.
---@field first_layers? number_or_dist # number, 0 to 10000, default 0. Layers of the first stage; 0: as many as the others.
---@field last_layers? number_or_dist # number, 0 to 10000, default 0. Layers of the last stage; 0: what is left.
---@field expert_skew? number_or_dist # number, 1 to 100, default 1. Rows of the fullest expert rank over the mean: all wait for it.
---@field cp_kind? "ring"|"all_to_all" # one of ring|all_to_all, default ring. Context parallel hands keys round, or exchanges sequence for heads.
---@field shard? number_or_dist # number, 0 to 1e+06, default 0. GPUs over which `zero` shards; 0: all that hold the same layers.
---@field prefetch? boolean # true or false, default true. Sharded weights of the next layer are gathered behind the work of this one.
---@field overlap? boolean # true or false, default true. Exchanges run behind computation where they can.
---@field shared_overlap? boolean # true or false, default false. The exchange of experts runs behind the shared expert.
---@field token_bytes? quantity_or_dist # byte, 0 to 1e+09, default 4 byte. Read from storage for each token; text: one number of 4 bytes.
---@field stack? "fused"|"eager"|"compiled" # one of fused|eager|compiled, default fused. What runs the step: fused kernels, PyTorch's eager ones, or PyTorch's with elementwise work fused by a compiler.
---@field grad_bytes? quantity_or_dist # byte, 0 to 4, default 0 byte. Type in which gradients are summed and exchanged; 0: 4 bytes, 2 for matmuls in 8 bits and less.
---@field cuda_graphs? boolean # true or false, default false. Layers are captured into graphs: nothing waits for launches.
---@field token_drop? boolean # true or false, default false. Tokens beyond an expert's capacity are dropped, so that the host knows its rows.
---@field gpu_spread? number_or_dist # number, 0 to 1, default 0. Standard deviation of the rates of GPUs: a step waits for the slowest.
---@field fused_experts? boolean # true or false, default false. Activation, biases and quantization of experts run within their grouped matmuls, whose kernels read the row counts on the GPU.
---@field queue? string|entity # name of a queue. Virtual cluster.
---@field prio? number_or_dist # number, 0 to 65535, default 5. Priority within a queue; 0 goes first.
---@field burst? boolean # true or false, default false. May run on rented GPUs when the strategy bursts.
---@field checkpoint? quantity_or_dist|string # s, 0 to 1e+09, default 0 s. Work between checkpoints; 0: none, a failure begins anew.
---@field eval_every? quantity_or_dist|number # token, 0 to 1e+18, default 0 token. Tokens trained between evaluations; 0: none, or not counted.
---@field eval_tokens? quantity_or_dist|number # token, 0 to 1e+18, default 0 token. Tokens of an evaluation, a forward pass.
---@field restart? quantity_or_dist|string # s, 0 to 1e+09, default 0 s. From new placement to reading the checkpoint: detection, launch, warm-up.
---@field start? string|calendar # date. First campaign; the start of the run when not given.
---@field every? quantity_or_dist|string # s, 0 to 1e+10, default 0 s. From one campaign's start to the next's; 0: one only.
---@field campaigns? number_or_dist # number, 1 to 1e+09, default 1e+09. Most campaigns.
---@field growth? number_or_dist # number, -0.99 to 100, default 0. Growth of a campaign's tokens a year.
---@field [integer] entity

---Pretraining, fine-tuning or adapter campaigns of a language model. Step time, power and memory: models/step.h; jobs that share uplinks of a fabric slow one another. Left out: change of batch size or sequence during a campaign, elastic gangs.
---@overload fun(fields: training_fields): entity
---@param name string
---@return fun(fields: training_fields): entity
function training(name) end

---@class service_fields
---@field cite? citation
---@field like? string
---@field on string|entity # name of a cluster, required. Cluster that serves.
---@field model string|entity # name of a llm, required. Model that is served.
---@field trace? frame # measured file (azure-llm|burstgpt|mooncake|csv). Measured requests: mean lengths, mean rate, lengths of the sampled ones.
---@field rate? quantity_or_dist # 1/s, 0 to 1e+09. Requests per second at the start, mean of the day; when not given, 0 where users send theirs, else the trace's.
---@field growth? number_or_dist # number, -0.99 to 100, default 0. Growth of the demand a year, compounded continuously.
---@field shape? "daily"|"flat" # one of daily|flat, default daily. daily: the mean day of ServeGen's m-small service (Xiang et al. 2025), peak 1.46 of the mean; flat: constant.
---@field zone? quantity_or_dist|string # s, -50400 to 50400, default 0 s. Local time of the users less UTC.
---@field isl? quantity_or_dist|number # token, 1 to 1e+08. Mean input tokens, instead of the trace's.
---@field osl? quantity_or_dist|number # token, 1 to 1e+08. Mean output tokens, instead of the trace's.
---@field prefix? number_or_dist # number, 0 to 1, default 0. Share of the input found in a prefix cache.
---@field ttft? quantity_or_dist|string # s, 0 to 1e+06, default 0 s. Target of the mean time to the first token; 0: none.
---@field tpot? quantity_or_dist|string # s, 0 to 1e+06, default 0 s. Target of the time per output token; 0: none, memory bounds the batch.
---@field tp? number_or_dist # number, 0 to 1024, default 0. Tensor parallel; 0: the size within a server that serves most per GPU.
---@field pp? number_or_dist # number, 1 to 1024, default 1. Pipeline parallel.
---@field ep? number_or_dist # number, 1 to 1024, default 1. Expert parallel within the tensor-parallel group.
---@field precision? "bf16"|"fp8"|"nvfp4" # one of bf16|fp8|nvfp4, default bf16. Type of weights and matmuls.
---@field kv? "bf16"|"fp8" # one of bf16|fp8, default bf16. Type of the key-value cache.
---@field utilization? number_or_dist # number, 0.01 to 1, default 1. Most of the capacity that the plan uses; 1: no more margin than `ttft` asks for.
---@field arrival_cv? number_or_dist # number, 0 to 100, default 1. Coefficient of variation of the time between requests; 1 is Poisson.
---@field patience? quantity_or_dist|string # s, 0 to 1e+09, default 60 s. Requests that would wait longer are turned away; an operator's choice.
---@field min_replicas? number_or_dist # number, 0 to 1e+06, default 1. Fewest replicas.
---@field load_time? quantity_or_dist|string # s, 0 to 1e+06, default 0 s. From placement to service: start of the engine, loading of the weights.
---@field interval? quantity_or_dist|string # s, 60 to 86400, default 60 min. How often the number of replicas is chosen.
---@field queue? string|entity # name of a queue. Virtual cluster.
---@field prio? number_or_dist # number, 0 to 65535, default 0. Priority within a queue; 0 goes first.
---@field burst? boolean # true or false, default true. Replicas may run on rented GPUs when the strategy bursts.
---@field sample? number_or_dist # number, 0 to 1e+06, default 1. Requests drawn for /requests per interval.
---@field [integer] entity

---A language model served by replicas that follow the hourly demand. Left out: forecast errors within the hour, routing, disaggregated prefill, the spread of lengths in the capacity (means are used), single requests but for a sample.
---@overload fun(fields: service_fields): entity
---@param name string
---@return fun(fields: service_fields): entity
function service(name) end

---@class users_fields
---@field cite? citation
---@field like? string
---@field to string|(string|entity)[] # list of names of service, required. Services that may take their requests, the preferred one first: the room near by, then a core or a cloud.
---@field rtt? quantity[]|quantity # list of s, 0 to 10. Round trip on the network to each of these.
---@field within? quantity_or_dist|string # s, 0 to 10. Longest round trip that is accepted: services farther off are passed over.
---@field stay? number_or_dist # number, 0 to 1, default 0. Share of the requests whose data may not leave: the first service or none.
---@field rate quantity_or_dist # 1/s, 0 to 1e+09, required. Requests per second at the start, mean of the day.
---@field growth? number_or_dist # number, -0.99 to 100, default 0. Growth a year, compounded continuously.
---@field shape? "daily"|"flat" # one of daily|flat, default daily. As in `service`.
---@field zone? quantity_or_dist|string # s, -50400 to 50400, default 0 s. Local time less UTC.
---@field request? quantity_or_dist # byte, 0 to 1e+12, default 0 byte. What a request and its answer carry, pictures included.
---@field transit? quantity_or_dist # USD/byte, 0 to 1e-06, default 0 USD/GB. Price of what goes to any service but the first.
---@field [integer] entity

---Users of a region and the services that take their requests: each gets what it can serve within its targets, in order of preference; latency and residency forbid some. What a service is worth near by is so compared with a core or a cloud on the same demand. Left out: other work on a service's cluster (all its working GPUs count as room), retries, queueing in the network.
---@overload fun(fields: users_fields): entity
---@param name string
---@return fun(fields: users_fields): entity
function users(name) end
