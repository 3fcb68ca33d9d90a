"""Prefill and decoding of Llama-like models on one GPU, as rows of `aifsim predict serve`.

A static batch: `concurrency` sequences of `isl` tokens are prefilled together, then decoded `osl` tokens, with a
KV cache of fixed size in bf16. Time to first token is the prefill of the whole batch. A decode step is a CUDA
graph, captured at the mean length isl + osl / 2 and replayed: the time of a step grows linearly with the
length, so that this is the mean of all steps. No scheduler, no sampling but the largest logit.
"""
import argparse
import os
import sys
import time

from common import (Meter, Model, Shape, Table, attend, checked, dtype_of, fits_compiler, forget, options, quantile,
                    rms_norm, synchronize, torch)

INPUT = ("id,gpu,n_gpus,model,layers,hidden,heads,kv_heads,head_dim,ffn,gated_mlp,vocab,engine,engine_version,mode,"
         "weight_precision,gemm_precision,kv_precision,tp,pp,ep,attn_dp,isl,osl,concurrency,max_batch,max_num_tokens,"
         "scenario").split(",")
COLUMNS = INPUT + ["measured_output_tokens_per_s", "measured_ttft_s", "measured_tpot_s", "measured_e2e_s",
                   "measured_tpot_p10_s", "measured_tpot_p90_s", "measured_memory_gb", "measured_power_w",
                   "measured_prefill_power_w", "steps", "date", "notes"]

# Llama-3.1-8B, Llama-3.2-3B and 1B by their dimensions (output layer not tied), and a 13B without grouping.
L8 = Shape("llama-3.1-8b-like", 32, 4096, 32, 8, 14336, 128256)
L3 = Shape("llama-3.2-3b-like", 28, 3072, 24, 8, 8192, 128256)
L1 = Shape("llama-3.2-1b-like", 16, 2048, 32, 8, 8192, 128256)
L13 = Shape("llama-2-13b-like", 40, 5120, 40, 40, 13824, 32000)

# shape, isl, osl, sequences; the most telling first, one model's rows together would cost fewer builds.
CASES = [(L8, 1024, 256, 1), (L8, 1024, 256, 16), (L8, 1024, 256, 64), (L8, 4096, 512, 16), (L13, 1024, 256, 8),
         (L3, 1024, 256, 32), (L1, 1024, 256, 64), (L8, 1024, 256, 128), (L1, 512, 128, 1), (L3, 4096, 256, 8),
         (L8, 16384, 256, 4), (L13, 512, 128, 32), (L8, 256, 256, 32), (L3, 1024, 256, 1)]
PREFILL_TOKENS = 16384  # at a time, as engines do: whole sequences
TINY = [(Shape("tiny", 2, 64, 4, 2, 128, 97), 16, 8, 2)]


class Server:
    def __init__(self, shape, isl, osl, batch, device):
        self.shape, self.isl, self.osl, self.batch, self.device = shape, isl, osl, batch, device
        self.model = Model(shape, isl + osl, device)
        size = (batch, shape.kv_heads, isl + osl, shape.head_dim)
        make = lambda: [torch.zeros(size, device=device, dtype=dtype_of(device)) for _ in range(shape.layers)]
        self.k, self.v = make(), make()
        self.tokens = torch.randint(shape.vocab, (batch, isl), device=device)
        self.next = self.tokens[:, :1].clone()

    def prefill(self):
        m, s = self.model, self.shape
        group = max(1, PREFILL_TOKENS // self.isl)
        for first in range(0, self.batch, group):
            rows = slice(first, min(first + group, self.batch))
            x = m.embed(self.tokens[rows])
            cos, sin = m.cos[:self.isl], m.sin[:self.isl]
            for i, block in enumerate(m.blocks):
                q, k, v = block.split(x, cos, sin)
                k, v = k.transpose(1, 2), v.transpose(1, 2)
                self.k[i][rows, :, :self.isl] = k
                self.v[i][rows, :, :self.isl] = v
                x = block.rest(x, attend(q.transpose(1, 2), k, v, True))
            self.next[rows] = m.head(rms_norm(x[:, -1:], m.norm)).argmax(-1)

    def decode(self, at):
        m = self.model
        x = m.embed(self.next)
        cos, sin = m.cos[at:at + 1], m.sin[at:at + 1]
        for i, block in enumerate(m.blocks):
            x = block.decode(x, cos, sin, self.k[i], self.v[i], at)
        self.next.copy_(m.head(rms_norm(x, m.norm)).argmax(-1))


def captured(call, device):
    """The call as a CUDA graph to replay, or itself where that is not possible; and which."""
    if not device.startswith("cuda"):
        return call, "eager"
    try:
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                call()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            call()
        return graph.replay, "CUDA graph"
    except RuntimeError as e:
        print(f"serve: no graph: {str(e).splitlines()[:1]}", file=sys.stderr)
        return call, "eager"


def timed(call, device, least, seconds):
    """Times of single calls for so many seconds, and the mean power meanwhile."""
    times, end = [], time.monotonic() + seconds
    with Meter() as meter:
        while len(times) < least or time.monotonic() < end:
            begin = time.monotonic()
            call()
            synchronize(device)
            times.append(time.monotonic() - begin)
    return times, meter.mean_w()


@torch.no_grad()
def measure(case, args, compiled):
    shape, isl, osl, batch = case
    forget(args.device)
    server = Server(shape, isl, osl, batch, args.device)
    if compiled:
        for block in server.model.blocks:
            block.rest = torch.compile(block.rest, dynamic=False)
    seconds = 0 if args.smoke else 2.0
    server.prefill()
    synchronize(args.device)
    prefill, prefill_w = timed(server.prefill, args.device, 2, seconds)
    at = isl + osl // 2
    step, how = captured(lambda: server.decode(at), args.device)
    for _ in range(3):
        step()
    synchronize(args.device)
    decode, decode_w = timed(step, args.device, 5, seconds)
    memory = torch.cuda.max_memory_allocated() / 1e9 if args.device.startswith("cuda") else None
    return prefill, prefill_w, decode, decode_w, memory, how


def attempt(case, args):
    """(result, whether blocks were compiled): eager where the compiler fails."""
    if fits_compiler(args):
        try:
            return measure(case, args, True), True
        except torch.cuda.OutOfMemoryError:
            raise
        except Exception as e:  # what a compiler can raise has no common class
            print(f"serve: compile failed, eager instead: {str(e).splitlines()[:1]}", file=sys.stderr)
    return measure(case, args, False), False


def main():
    args = checked(options(argparse.ArgumentParser(description=__doc__)).parse_args())
    table = Table(os.path.join(args.out, "e2e", "serve.csv"), COLUMNS, args)
    end = time.monotonic() + args.budget
    done, longest = 0, 0.0
    for number, case in enumerate(TINY if args.smoke else CASES, 1):
        shape, isl, osl, batch = case
        begin = time.monotonic()
        if done and begin + 0.7 * longest > end:
            print(f"serve: {done} rows, the time is over", file=sys.stderr)
            break
        try:
            (prefill, prefill_w, decode, decode_w, memory, how), compiled = attempt(case, args)
        except RuntimeError as e:
            print(f"serve: {shape.name} isl {isl}: skipped: {str(e).splitlines()[:1]}", file=sys.stderr)
            continue
        ttft, tpot = quantile(prefill, 0.5), quantile(decode, 0.5)
        whole = ttft + (osl - 1) * tpot
        row = {"id": f"OWN-S{number:02d}", "gpu": args.gpu, "n_gpus": 1, "engine": "PyTorch static batch",
               "engine_version": torch.__version__, "mode": "agg", "weight_precision": "bf16", "gemm_precision": "bf16",
               "kv_precision": "bf16", "tp": 1, "pp": 1, "ep": 1, "attn_dp": 1, "isl": isl, "osl": osl, "concurrency": batch,
               "max_batch": batch, "max_num_tokens": max(PREFILL_TOKENS, isl), "scenario": "static batch", "measured_output_tokens_per_s": batch * osl / whole,
               "measured_ttft_s": ttft, "measured_tpot_s": tpot, "measured_e2e_s": whole,
               "measured_tpot_p10_s": quantile(decode, 0.1), "measured_tpot_p90_s": quantile(decode, 0.9),
               "measured_memory_gb": memory, "measured_power_w": decode_w, "measured_prefill_power_w": prefill_w,
               "steps": len(decode), "date": time.strftime("%Y-%m-%d", time.gmtime()),
               "notes": f"{how}{', torch.compile of blocks' if compiled else ''}; {table.note}"}
        row.update(shape.columns())
        table.row(row)
        done += 1
        longest = max(longest, time.monotonic() - begin)
        print(f"serve: {shape.name} {isl}+{osl} x {batch}: TTFT {ttft:.4g} s, TPOT {1e3 * tpot:.4g} ms, {how}", file=sys.stderr)
    print(f"serve: {done} rows", file=sys.stderr)


if __name__ == "__main__":
    main()
