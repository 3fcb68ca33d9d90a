# Bad rows of measured files, each answered with file:line and exit 2: by the scenario's own
# data, and by --trace of a replay.
cd "$(mktemp -d)" || exit 1
trap 'rm -rf "$PWD"' EXIT
mkdir scenarios traces
check() {
	cat > "scenarios/$1"
	echo "horizon { from = \"2027-01-01\", to = \"2028-01-01\" }
local frame = $2 \"$1\"" > scenarios/x.lua
	"$AIFSIM" check scenarios/x.lua 2>&1
	echo "exit $?"
}
check gpus.csv philly <<'CSV'
timestamp,duration,num_gpus,cluster
2017-10-09 07:01:55,66,1,a
2017-10-09 07:02:55,66,many,a
CSV
check ragged.csv azure_llm <<'CSV'
TIMESTAMP,ContextTokens,GeneratedTokens
2023-11-16 18:17:03.9799600,4808,10
2023-11-16 18:17:04.0319600,3180
CSV
check column.csv helios <<'CSV'
user,vc,gpus_num,submit_time,start_time,duration
u,v,8,2020-04-01 00:00:00,2020-04-01 00:01:30,30
CSV
check uneven.csv hourly <<'CSV'
time,Price (USD/MWh)
2023-01-01T00:00Z,10
2023-01-01T01:00Z,11
2023-01-01T01:30Z,12
CSV
check unit.csv hourly <<'CSV'
time,Price (zloty/MWh)
2023-01-01T00:00Z,10
CSV
check place.epw epw <<'CSV'
time,temperature
CSV
printf 'a,b\n1,\001\n' | check binary.csv hourly
cat > scenarios/cluster.lua <<'LUA'
horizon { from = "2027-01-01", to = "2027-02-01" }
cluster "a" { nodes = 2, gpus_per_node = 8, scheduler { policy = "fifo" } }
batch "jobs" { on = "a", trace = replay_trace() }
LUA
printf 'submit_time,gpus,secs\n0,1,60\ntomorrow,1,60\n' > traces/y.csv
replay() {
	"$AIFSIM" replay scenarios/cluster.lua --trace "$@" 2>&1
	echo "exit $?"
}
replay traces/y.csv --format csv --map submit=submit_time,gpus=gpus,duration=secs
replay traces/y.csv --format csv --map submit=submit_time,gpu=gpus,duration=secs
replay traces/y.csv --format csv
replay traces/y.csv --format swf
replay traces/none.swf --format swf
printf 'submit_time,gpus,secs\n0,1,60\n10,1,60\n' | gzip -n | head -c 40 > traces/cut.csv.gz
replay traces/cut.csv.gz --format csv --map submit=submit_time,gpus=gpus,duration=secs
ls
