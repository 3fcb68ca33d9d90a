// calib_text.h - small measurements of each format, for the tests of their readers.
#ifndef AIF_TESTS_CALIB_TEXT_H
#define AIF_TESTS_CALIB_TEXT_H

#define CALIB_SUITE_HEAD(suite)                                                                    \
	"# format: aifsim-calib 1\n# suite: " suite "\n# device: NVIDIA H100 80GB HBM3\n"          \
	"# gpu: h100-sxm\n# driver: 580.65.06\n# cuda: 13.0\n# library: cublas 13.0.2\n"           \
	"# sm_clock_mhz: 1980\n# mem_clock_mhz: 2619\n# max_sm_clock_mhz: 1980\n"                  \
	"# max_mem_clock_mhz: 2619\n# power_limit_w: 700\n# memory_gib: 79.6\n# sms: 132\n"        \
	"# l2_bytes: 52428800\n# date: 2027-01-31T12:00:00Z\n# host_cpu: x\n# command: gemm -q\n"  \
	"# revision: abc123\n# seed: 1\n"
#define CALIB_COMMON                                                                               \
	"family,op,dtype,m,n,k,batch,bytes,flops,time_us_p50,time_us_p10,time_us_p90,runs,"        \
	"power_w,energy_j,sm_clock_mhz,mem_clock_mhz,temperature_c,check,"

static const char calib_suite[] = CALIB_SUITE_HEAD("gemm") CALIB_COMMON
    "layout,skew,tile,stages,split_k,waves,error\n"
    "gemm,gemm,bf16,256,4096,4096,1,37748736,8589934592,30,29,32,50,,,1980,2619,40,ok,tn,,,,,,0\n"
    "# skipped: batched too big: memory\n"
    "gemm,gemm,bf16,512,4096,4096,1,41943040,17179869184,40,39,44,50,,,,,,,tn,,,,,,\n"
    "gemm,gemm,bf16,512,4096,4096,1,41943040,17179869184,41,39,44,50,,,,,,,nt,,,,,,\n"
    "gemm,gemm,int8,512,4096,4096,1,41943040,17179869184,20,19,21,50,,,,,,ok,tn,,,,,,\n"
    "gemm,batched,bf16,64,64,128,8,327680,8388608,4,3.9,4.1,50,,,,,,ok,tn,,,,,,\n"
    "gemm,grouped,bf16,1024,4096,7168,32,1901068288,60129542144,700,690,720,9,,,,,,ok,tn,1,,,,,\n"
    "gemm,gemm,bf16,768,4096,4096,1,41943040,17179869184,1,1,1,50,,,,,,bad,tn,,,,,,\n"
    "# end: rows 7, planned 8, skipped 1, bad 1, reason done\n";

static const char calib_power[] = CALIB_SUITE_HEAD("power") CALIB_COMMON
    "activity,data,duty,period_ms,cap_w,t_s,power_max_w,throttle\n"
    "power,idle,,,,,,,,,,,,72.5,,1980,2619,31,,idle,,0,,700,,73,0\n"
    "power,steady,bf16,8192,8192,8192,1,402653184,1099511627776,1600,1590,1640,900,690,1.1,1755,"
    "2619,62,ok,gemm,random,1,100,700,,700,4\n"
    "power,step_up,bf16,,,,,,,,,,,80,,1980,2619,31,,gemm,random,1,,700,0.05,,\n"
    "power,step_up,bf16,,,,,,,,,,,400,,1980,2619,33,,gemm,random,1,,700,0.1,,\n"
    "# end: rows 4, planned 4, skipped 0, bad 0, reason done\n";

static const char calib_attention[] = CALIB_SUITE_HEAD("attention") CALIB_COMMON
    "heads,kv_heads,head_dim,seq_q,seq_kv,causal,error\n"
    "attention,prefill_unfused,bf16,32768,1024,128,1,33554432,8589934592,400,390,410,9,,,,,,ok,32,"
    "32,128,1024,1024,1,0.001\n"
    "attention,softmax,bf16,32768,1024,128,1,134217728,0,90,89,93,9,,,,,,ok,32,32,128,1024,1024,1,"
    "0.001\n"
    "attention,decode,bf16,32,4096,128,4,67108864,268435456,40,39,41,9,,,,,,ok,32,8,128,1,4096,0,"
    "0.001\n"
    "# end: rows 3, planned 3, skipped 0, bad 0, reason done\n";

static const char calib_kernel[] =
    "device,op_name,kernel_source,gemm_dtype,m,n,k,latency\n"
    "NVIDIA H100 80GB HBM3,gemm,torch_flow,bfloat16,1,4096,4096,0.0152\n"
    "NVIDIA H100 80GB HBM3,gemm,torch_flow,int8_wo,1,4096,4096,0.0152\n"
    "NVIDIA H100 80GB HBM3,gemm,torch_flow,bfloat16,2,4096,4096,0.0153\n";

#define CALIB_NCCL_HEAD                                                                            \
	"# nccl-tests version 2.17.1 nccl-headers=22902 nccl-library=22902\n"                      \
	"# Collective test starting: all_reduce_perf\n"                                            \
	"# nThread 1 nGpus 2 minBytes 1048576 maxBytes 2097152 step: 2(factor)\n# Using devices\n" \
	"#  Rank  0 Group  0 Pid 1 on node0 device  0 [0a:00] NVIDIA H100\n"                       \
	"#  Rank  1 Group  0 Pid 1 on node0 device  1 [1a:00] NVIDIA H100\n"                       \
	"#       size  count  type redop root  time algbw busbw #wrong  time algbw busbw #wrong\n" \
	"#        (B)  (elements)  (us)  (GB/s)  (GB/s)  (us)  (GB/s)  (GB/s)\n"
static const char calib_nccl[] =
    CALIB_NCCL_HEAD "1048576 262144 float sum -1 20.00 52.43 52.43 0 21.00 49.93 49.93 0\n"
		    "2097152 524288 float sum -1 30.00 69.91 69.91 0 30.00 69.91 69.91 1\n"
		    "# Out of bounds values : 0 OK\n# Avg bus bandwidth    : 61.17\n";

static const char calib_smi[] =
    "timestamp, name, index, power.draw [W], utilization.gpu [%], utilization.memory [%], "
    "clocks.sm [MHz], temperature.gpu\n"
    "2026/05/28 12:00:00.000, NVIDIA H100 80GB HBM3, 0, 71.25 W, 0 %, 0 %, 345 MHz, 30\n"
    "2026/05/28 12:00:00.001, NVIDIA H100 80GB HBM3, 1, 72.00 W, 0 %, 0 %, 345 MHz, 31\n"
    "2026/05/28 12:00:01.000, NVIDIA H100 80GB HBM3, 0, 650.5 W, 100 %, 40 %, 1755 MHz, 48\n"
    "2026/05/28 12:00:01.001, NVIDIA H100 80GB HBM3, 1, 648.0 W, 100 %, 41 %, [N/A], 50\n";

static const char calib_dcgm[] =
    "timestamp,gpu,modelName,DCGM_FI_DEV_POWER_USAGE,DCGM_FI_DEV_GPU_UTIL,DCGM_FI_DEV_SM_CLOCK\n"
    "1779969600,0,NVIDIA H100,71.2,0,345\n1779969601,0,NVIDIA H100,640,100,1755\n";

static const char calib_dmon[] = "#Entity   POWER     GPUTL\nID        W\n"
				 "GPU 1     70.1      0\nGPU 0     69.5      0\n"
				 "#Entity   POWER     GPUTL\nID        W\n"
				 "GPU 1     650.0     100\nGPU 0     661.2     100\n";

static const char calib_mllog[] =
    ":::MLLOG {\"namespace\": \"\", \"time_ms\": 1715978305000, \"event_type\": \"POINT_IN_TIME\", "
    "\"key\": \"power_measurement_start\", \"value\": \"x\", \"metadata\": {}}\n"
    ":::MLLOG {\"namespace\": \"\", \"time_ms\": 1715978306000, \"event_type\": \"POINT_IN_TIME\", "
    "\"key\": \"power_reading\", \"value\": 5553.0, \"metadata\": {}}\n"
    ":::MLLOG {\"namespace\": \"\", \"time_ms\": 1715978307000, \"event_type\": \"POINT_IN_TIME\", "
    "\"key\": \"power_reading\", \"value\": 6012, \"metadata\": {}}\n"
    ":::MLLOG {\"namespace\": \"\", \"time_ms\": 1715978308000, \"event_type\": \"POINT_IN_TIME\", "
    "\"key\": \"power_measurement_stop\", \"value\": \"x\", \"metadata\": {}}\n";

static const char calib_ptd[] =
    "Time,05-28-2024 12:00:00.000,Watts,335.200000,Volts,229.0,Amps,1.5,PF,0.97,Mark,x\n"
    "Time,05-28-2024 12:00:01.000,Watts,512.000000,Volts,229.0,Amps,2.3,PF,0.98,Mark,x\n";

static const char calib_meter[] = "\"# a node, AC power\"\nt_s,node0_W,node1_W\n-1,2900,\n0,,3000\n"
				  "1,5000.5,5100\n";

#endif
