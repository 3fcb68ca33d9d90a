"""PyTorch's fused attention, forward and backward, as a file of the format `aifsim-calib 1`.

The kernels written in attention.cu are plain; what a framework runs is this. Ops: prefill_fused (causal and not),
prefill_fused_bwd (the backward pass alone), decode_sdpa (one new token against a cache).
"""
import argparse
import os
import sys
import time

OWN = "heads,kv_heads,head_dim,seq_q,seq_kv,causal,error"
HEADER = ("family,op,dtype,m,n,k,batch,bytes,flops,time_us_p50,time_us_p10,time_us_p90,runs,power_w,energy_j,"
          "sm_clock_mhz,mem_clock_mhz,temperature_c,check," + OWN)
if sys.argv[1:] == ["--header"]:
    print(HEADER)
    sys.exit(0)

from common import attend, checked, command, dtype_of, options, quantile, shown, torch  # noqa: E402


def grid(smoke):
    """(op, batch, heads, kv heads, head width, new tokens, length, causal): a coarse grid first."""
    if smoke:
        return [("prefill_fused", 1, 4, 2, 32, 64, 64, 1), ("prefill_fused_bwd", 1, 4, 4, 32, 64, 64, 1),
                ("decode_sdpa", 2, 4, 2, 32, 1, 64, 0)]
    first, later = [], []
    for heads, kv in ((32, 32), (32, 8), (64, 8), (16, 16), (8, 1)):
        for length in (128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768):
            for batch in (1, 2, 4, 8, 16):
                if batch * length > 65536:
                    continue
                ops = [("prefill_fused", 1), ("prefill_fused_bwd", 1)] + [("prefill_fused", 0)] * (kv == 32)
                for op, causal in ops:
                    coarse = heads == 32 and batch in (1, 8) and length in (512, 2048, 8192)
                    (first if coarse else later).append((op, batch, heads, kv, 128, length, length, causal))
            for batch in (1, 8, 32, 128):
                if batch * kv * length * 128 * 4 <= 8e9:
                    coarse = kv == 8 and length in (1024, 4096)
                    (first if coarse else later).append(("decode_sdpa", batch, heads, kv, 128, 1, length, 0))
    import random
    random.Random(1).shuffle(later)
    return first + later


def reference_error(q, k, v, out, causal):
    """Largest error of the first head, in double precision, over the largest value."""
    group = q.shape[1] // k.shape[1]
    qs, ks, vs = (x[0, h].double() for x, h in ((q, group - 1), (k, 0), (v, 0)))
    score = qs @ ks.T / qs.shape[-1] ** 0.5
    if causal:
        mask = torch.ones(score.shape, dtype=torch.bool, device=score.device).triu(1)
        score = score.masked_fill(mask, float("-inf"))
    return ((score.softmax(-1) @ vs - out[0, group - 1].double()).abs().max() / vs.abs().max()).item()


def timed(call, device, seconds=0.03):
    """Microseconds of a call: (p50, p10, p90, samples); a sample is several calls in a row."""
    def sample(n):
        if not device.startswith("cuda"):
            begin = time.monotonic()
            for _ in range(n):
                call()
            return 1e6 * (time.monotonic() - begin) / n
        a, z = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        a.record()
        for _ in range(n):
            call()
        z.record()
        z.synchronize()
        return 1e3 * a.elapsed_time(z) / n
    sample(2)
    once = sample(2)
    inner = int(min(max(2000 / once, 1), 100))
    times = [sample(inner) for _ in range(int(min(max(1e6 * seconds / (once * inner), 3), 11)))]
    return quantile(times, 0.5), quantile(times, 0.1), quantile(times, 0.9), len(times)


def measure(case, device):
    op, batch, heads, kv, dim, new, length, causal = case
    make = lambda h, n: torch.rand(batch, h, n, dim, device=device, dtype=dtype_of(device)) * 2 - 1
    back = op.endswith("_bwd")
    # Rotating operands: together more than any L2 cache.
    size = 2 * batch * dim * (heads * new + 2 * kv * length)
    sets = max(1, min(16, int(160e6 / size) + 1)) if device.startswith("cuda") else 1
    data = [(make(heads, new), make(kv, length), make(kv, length)) for _ in range(sets)]
    turn = [0]
    out = attend(*data[0], bool(causal))
    error = reference_error(*data[0], out, causal) if length <= 8192 else None
    if back:
        graphs = []
        for q, k, v in data:
            for x in (q, k, v):
                x.requires_grad_()
            graphs.append((attend(q, k, v, bool(causal)), (q, k, v)))
        gradient = torch.rand_like(graphs[0][0])

        def call():
            turn[0] = (turn[0] + 1) % sets
            y, of = graphs[turn[0]]
            torch.autograd.grad(y, of, gradient, retain_graph=True)
    else:
        def call():
            turn[0] = (turn[0] + 1) % sets
            attend(*data[turn[0]], bool(causal))
    p50, p10, p90, runs = timed(call, device)
    rows = batch * heads * new
    seen = rows * (length - (new - 1) / 2) if causal else rows * length
    moved = 2.0 * dim * (2 * rows + 2 * batch * kv * length)
    # Backward: five products for the two of the forward pass; reads q, k, v, out and its gradient, writes three.
    factor = 2.5 if back else 1
    width = 2 if dtype_of(device) is torch.bfloat16 else 4
    return {"op": op, "dtype": "bf16" if width == 2 else "fp32", "m": rows, "n": length, "k": dim, "batch": batch,
            "bytes": moved * width / 2 * (2 if back else 1), "flops": 4.0 * seen * dim * factor, "time_us_p50": p50,
            "time_us_p10": p10, "time_us_p90": p90, "runs": runs, "heads": heads, "kv_heads": kv, "head_dim": dim,
            "seq_q": new, "seq_kv": length, "causal": causal, "error": error, "family": "attention",
            "check": "" if error is None else "ok" if error < 0.02 else "bad"}


def smi(what):
    import subprocess
    which = os.environ.get("CUDA_VISIBLE_DEVICES", "0").split(",")[0]
    try:
        done = subprocess.run(["nvidia-smi", "-i", which, "--query-gpu=" + what, "--format=csv,noheader,nounits"],
                              capture_output=True, text=True, check=True)
        return done.stdout.strip().splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return ""


def head(args):
    cuda = args.device.startswith("cuda")
    of = torch.cuda.get_device_properties(0) if cuda else None
    cpu = ""
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as f:
            cpu = next((line.split(":", 1)[1].strip() for line in f if line.startswith("model name")), "")
    return [("format", "aifsim-calib 1"), ("suite", "attention"), ("device", of.name if cuda else "cpu"),
            ("gpu", args.gpu), ("driver", smi("driver_version")), ("cuda", torch.version.cuda or ""),
            ("library", f"torch {torch.__version__}"), ("sm_clock_mhz", smi("clocks.sm")),
            ("mem_clock_mhz", smi("clocks.mem")), ("max_sm_clock_mhz", smi("clocks.max.sm")),
            ("max_mem_clock_mhz", smi("clocks.max.mem")), ("power_limit_w", smi("enforced.power.limit")),
            ("memory_gib", f"{of.total_memory / 2**30:.7g}" if cuda else ""),
            ("sms", of.multi_processor_count if cuda else ""),
            ("l2_bytes", getattr(of, "L2_cache_size", "") if cuda else ""),
            ("date", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())), ("host_cpu", cpu),
            ("command", command()), ("revision", args.revision), ("seed", 1)]


def main():
    args = checked(options(argparse.ArgumentParser(description=__doc__)).parse_args())
    points, rows, skipped, bad, reason = grid(args.smoke), 0, 0, 0, "done"
    end = time.monotonic() + args.budget
    with open(os.path.join(args.out, "attention-sdpa.csv"), "x") as f:
        for key, value in head(args):
            print(f"# {key}: {value}".rstrip(), file=f)
        print(HEADER, file=f)
        for case in points:
            if time.monotonic() > end:
                reason = "budget"
                break
            try:
                row = measure(case, args.device)
            except RuntimeError as e:  # out of memory is one
                print(f"# skipped: {case}: {str(e).splitlines()[:1]}", file=f)
                skipped += 1
                continue
            print(",".join(str(shown(row.get(c))) for c in HEADER.split(",")), file=f, flush=True)
            rows += 1
            bad += row["check"] == "bad"
        print(f"# end: rows {rows}, planned {len(points)}, skipped {skipped}, bad {bad}, reason {reason}", file=f)
    print(f"attention: {rows} rows of {len(points)}, {skipped} skipped, {bad} bad, {reason}", file=sys.stderr)


if __name__ == "__main__":
    main()
