"""Training steps of Llama-like models on one GPU, as rows of `aifsim predict train`.

Mixed precision as large-scale frameworks do it: weights and gradients in bf16, a master copy of the
weights and both Adam moments in single precision; gradients are summed over the micro-batches of a step in
bf16. `recompute` full: each block's forward pass is done again in the backward pass. A step is timed
between device events; what stands in the table is the median of at least five after three of warm-up.
"""
import argparse
import os
import sys
import time

from common import (Meter, Model, Shape, Table, checked, fits_compiler, forget, options, quantile, rms_norm,
                    synchronize, torch)
import torch.nn.functional as F
from torch.utils.checkpoint import checkpoint

INPUT = ("id,gpu,n_gpus,model,task,layers,hidden,heads,kv_heads,head_dim,ffn,gated_mlp,vocab,seq,experts,"
         "experts_active,expert_ffn,shared_experts,first_dense_layers,kv_lora_rank,q_lora_rank,tp,pp,dp,ep,cp,vpp,"
         "sequence_parallel,micro_batch,global_batch,precision,recompute,zero_stage,fabric").split(",")
COLUMNS = INPUT + ["measured_step_s", "measured_tokens_per_s_per_gpu", "measured_step_p10_s", "measured_step_p90_s",
                   "measured_memory_gb", "measured_power_w", "steps", "framework", "date", "notes"]

SMALL = Shape("llama-like-0.2b", 12, 768, 12, 12, 2048, 50304)
MEDIUM = Shape("llama-like-0.5b", 24, 1024, 16, 16, 4096, 50304)
LARGE = Shape("llama-like-1.3b", 24, 2048, 16, 8, 5632, 50304)
WIDE = Shape("llama-like-2.6b", 24, 3072, 24, 8, 8192, 32000)
LLAMA8 = Shape("llama-8b-width-8-layers", 8, 4096, 32, 8, 14336, 32000)
LLAMA70 = Shape("llama-70b-width-2-layers", 2, 8192, 64, 8, 28672, 32000)

# shape, sequence, micro-batch, micro-batches a step, recompute; the most telling first.
CASES = [
    (LARGE, 2048, 4, 4, "none"), (LLAMA8, 4096, 2, 2, "none"), (LLAMA8, 4096, 4, 2, "full"),
    (LLAMA70, 4096, 2, 2, "none"), (MEDIUM, 2048, 16, 1, "none"), (LARGE, 4096, 4, 2, "full"),
    (SMALL, 1024, 32, 1, "none"), (LARGE, 8192, 1, 4, "none"), (LLAMA8, 8192, 1, 2, "full"),
    (LLAMA8, 2048, 1, 1, "none"), (LARGE, 2048, 1, 1, "none"), (WIDE, 4096, 2, 2, "full"),
    (LARGE, 16384, 1, 1, "full"), (LLAMA70, 8192, 1, 2, "full"), (SMALL, 4096, 8, 1, "none"),
    (MEDIUM, 1024, 8, 4, "full"), (WIDE, 2048, 1, 4, "none"), (LLAMA8, 1024, 8, 1, "none"),
]
TINY = [(Shape("tiny", 2, 64, 4, 2, 128, 97), 32, 2, 2, "none"), (Shape("tiny", 2, 64, 4, 2, 128, 97), 32, 2, 1, "full")]


class Master:
    """Adam in single precision behind bf16 weights."""

    def __init__(self, model, device):
        self.low = [p for p in model.parameters() if p.requires_grad]
        self.high = [p.detach().float().clone() for p in self.low]
        more = {"fused": True} if device.startswith("cuda") else {}
        self.adam = torch.optim.AdamW(self.high, lr=1e-4, betas=(0.9, 0.95), weight_decay=0.1, **more)

    def step(self):
        for high, low in zip(self.high, self.low):
            high.grad = low.grad.float()
            low.grad = None
        self.adam.step()
        with torch.no_grad():
            if hasattr(torch, "_foreach_copy_"):
                torch._foreach_copy_(self.low, self.high)
            else:
                for low, high in zip(self.low, self.high):
                    low.copy_(high)
        for high in self.high:
            high.grad = None


def forward(model, blocks, tokens, target, recompute):
    x = model.embed(tokens)
    cos, sin = model.cos[:tokens.shape[1]], model.sin[:tokens.shape[1]]
    for block in blocks:
        x = checkpoint(block, x, cos, sin, use_reentrant=False) if recompute else block(x, cos, sin)
    logits = model.head(rms_norm(x, model.norm))
    return F.cross_entropy(logits.view(-1, logits.shape[-1]).float(), target.view(-1))


def one_step(model, blocks, master, batches, recompute):
    for tokens, target in batches:
        (forward(model, blocks, tokens, target, recompute) / len(batches)).backward()
    master.step()


def measure(case, args, compiled):
    shape, seq, micro, parts, recompute = case
    forget(args.device)
    model = Model(shape, seq, args.device)
    master = Master(model, args.device)
    blocks = list(model.blocks)
    if compiled:
        blocks = [torch.compile(b, dynamic=False) for b in blocks]
    draw = lambda: torch.randint(shape.vocab, (micro, seq), device=args.device)
    batches = [(draw(), draw()) for _ in range(parts)]
    run = lambda: one_step(model, blocks, master, batches, recompute == "full")
    for _ in range(3):
        run()
    synchronize(args.device)
    begin = time.monotonic()
    run()
    synchronize(args.device)
    once = time.monotonic() - begin
    steps = 2 if args.smoke else int(min(max(3.0 / once, 5), 200))
    times = []
    with Meter() as meter:
        for _ in range(steps):
            begin = time.monotonic()
            run()
            synchronize(args.device)
            times.append(time.monotonic() - begin)
    memory = torch.cuda.max_memory_allocated() / 1e9 if args.device.startswith("cuda") else None
    return times, memory, meter.mean_w()


def attempt(case, args):
    """(result, how): compiled where that works, else eager."""
    if fits_compiler(args):
        try:
            return measure(case, args, True), "torch.compile of blocks"
        except torch.cuda.OutOfMemoryError:
            raise
        except Exception as e:  # what a compiler can raise has no common class
            print(f"train: compile failed, eager instead: {str(e).splitlines()[:1]}", file=sys.stderr)
    return measure(case, args, False), "eager"


def main():
    args = checked(options(argparse.ArgumentParser(description=__doc__)).parse_args())
    table = Table(os.path.join(args.out, "e2e", "train.csv"), COLUMNS, args)
    end = time.monotonic() + args.budget
    done, longest = 0, 0.0
    for number, case in enumerate(TINY if args.smoke else CASES, 1):
        shape, seq, micro, parts, recompute = case
        begin = time.monotonic()
        if done and begin + 0.7 * longest > end:
            print(f"train: {done} rows, the time is over", file=sys.stderr)
            break
        try:
            (times, memory, power), how = attempt(case, args)
        except RuntimeError as e:  # out of memory is one
            print(f"train: {shape.name} seq {seq}: skipped: {str(e).splitlines()[:1]}", file=sys.stderr)
            continue
        step = quantile(times, 0.5)
        row = {"id": f"OWN-T{number:02d}", "gpu": args.gpu, "n_gpus": 1, "task": "pretrain", "seq": seq, "tp": 1, "pp": 1,
               "dp": 1, "ep": 1, "cp": 1, "sequence_parallel": 0, "micro_batch": micro, "global_batch": micro * parts,
               "precision": "bf16", "recompute": recompute, "zero_stage": 0, "measured_step_s": step,
               "measured_tokens_per_s_per_gpu": micro * parts * seq / step, "measured_step_p10_s": quantile(times, 0.1),
               "measured_step_p90_s": quantile(times, 0.9), "measured_memory_gb": memory, "measured_power_w": power,
               "steps": len(times), "framework": f"PyTorch {torch.__version__}, {how}",
               "date": time.strftime("%Y-%m-%d", time.gmtime()), "notes": table.note}
        row.update(shape.columns())
        table.row(row)
        done += 1
        longest = max(longest, time.monotonic() - begin)
        print(f"train: {shape.name} seq {seq} x {micro} x {parts} {recompute}: {step:.4g} s, {how}", file=sys.stderr)
    print(f"train: {done} rows", file=sys.stderr)


if __name__ == "__main__":
    main()
