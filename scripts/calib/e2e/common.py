"""What the end-to-end measurements share: a Llama-like model, a power meter, the tables written.

The model is the plain one: RMSNorm, rotary positions, grouped-query attention by
scaled_dot_product_attention, SwiGLU, untied output layer, no bias, no dropout, random weights. Query,
key and value are one matrix product, gate and up another, as in training and serving frameworks.
"""
import csv
import ctypes
import importlib
import math
import os
import platform
import sys
import threading
import time

try:
    import torch
    import torch.nn as nn
    import torch.nn.functional as F
except ImportError:
    print("e2e: python3 has no torch; nothing is measured", file=sys.stderr)
    sys.exit(77)


class Shape:
    """Dimensions as in the columns of `predict train` and `predict serve`."""

    def __init__(self, name, layers, hidden, heads, kv_heads, ffn, vocab, head_dim=0):
        self.name, self.layers, self.hidden, self.heads = name, layers, hidden, heads
        self.kv_heads, self.ffn, self.vocab = kv_heads, ffn, vocab
        self.head_dim = head_dim or hidden // heads

    def parameters(self):
        qkv = (self.heads + 2 * self.kv_heads) * self.head_dim * self.hidden
        out = self.heads * self.head_dim * self.hidden
        layer = qkv + out + 3 * self.hidden * self.ffn + 2 * self.hidden
        return self.layers * layer + 2 * self.vocab * self.hidden + self.hidden

    def columns(self):
        return {"model": self.name, "layers": self.layers, "hidden": self.hidden, "heads": self.heads,
                "kv_heads": self.kv_heads, "head_dim": self.head_dim, "ffn": self.ffn, "gated_mlp": 1,
                "vocab": self.vocab}


def rms_norm(x, weight):
    if hasattr(F, "rms_norm"):
        return F.rms_norm(x, (x.shape[-1],), weight, 1e-5)
    y = x.float()
    return (y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + 1e-5)).to(x.dtype) * weight


def turns(length, dim, device):
    """Cosine and sine of the rotary angles, [length, 1, dim / 2] each."""
    rate = 500000.0 ** (-torch.arange(0, dim, 2, device=device).float() / dim)
    angle = torch.outer(torch.arange(length, device=device).float(), rate)
    return angle.cos()[:, None, :].to(dtype_of(device)), angle.sin()[:, None, :].to(dtype_of(device))


def rotate(x, cos, sin):
    """x: [batch, sequence, heads, dim]."""
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


def dtype_of(device):
    return torch.float32 if str(device).startswith("cpu") else torch.bfloat16


def attend(q, k, v, causal):
    """[batch, heads, sequence, dim]; fewer kv heads are shared by their group."""
    if q.shape[1] != k.shape[1]:
        try:
            return F.scaled_dot_product_attention(q, k, v, is_causal=causal, enable_gqa=True)
        except (TypeError, AttributeError):
            group = q.shape[1] // k.shape[1]
            k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    score = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    if causal:
        n = q.shape[-2]
        score = score.masked_fill(torch.ones(n, n, dtype=torch.bool, device=q.device).triu(1), -math.inf)
    return score.softmax(-1) @ v


class Block(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.s = s
        self.norm1 = nn.Parameter(torch.ones(s.hidden))
        self.norm2 = nn.Parameter(torch.ones(s.hidden))
        self.qkv = nn.Linear(s.hidden, (s.heads + 2 * s.kv_heads) * s.head_dim, bias=False)
        self.out = nn.Linear(s.heads * s.head_dim, s.hidden, bias=False)
        self.gate_up = nn.Linear(s.hidden, 2 * s.ffn, bias=False)
        self.down = nn.Linear(s.ffn, s.hidden, bias=False)

    def split(self, x, cos, sin):
        s, (b, n, _) = self.s, x.shape
        qkv = self.qkv(rms_norm(x, self.norm1)).view(b, n, s.heads + 2 * s.kv_heads, s.head_dim)
        q, k, v = qkv.split((s.heads, s.kv_heads, s.kv_heads), dim=2)
        return rotate(q, cos, sin), rotate(k, cos, sin), v

    def rest(self, x, y):
        b, n, _ = x.shape
        x = x + self.out(y.transpose(1, 2).reshape(b, n, -1))
        gate, up = self.gate_up(rms_norm(x, self.norm2)).chunk(2, dim=-1)
        return x + self.down(F.silu(gate) * up)

    def forward(self, x, cos, sin):
        q, k, v = self.split(x, cos, sin)
        return self.rest(x, attend(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), True))

    def decode(self, x, cos, sin, cache_k, cache_v, at):
        """One token a sequence: writes its key and value at `at`, attends to all before it."""
        q, k, v = self.split(x, cos, sin)
        cache_k[:, :, at:at + 1] = k.transpose(1, 2)
        cache_v[:, :, at:at + 1] = v.transpose(1, 2)
        return self.rest(x, attend(q.transpose(1, 2), cache_k[:, :, :at + 1], cache_v[:, :, :at + 1], False))


class Model(nn.Module):
    def __init__(self, s, length, device):
        super().__init__()
        self.s = s
        old = torch.get_default_dtype()
        torch.set_default_dtype(dtype_of(device))
        try:
            self.embed = nn.Embedding(s.vocab, s.hidden, device=device)
            self.blocks = nn.ModuleList(on(device, Block, s) for _ in range(s.layers))
            self.norm = nn.Parameter(torch.ones(s.hidden, device=device))
            self.head = on(device, nn.Linear, s.hidden, s.vocab, bias=False)
        finally:
            torch.set_default_dtype(old)
        for p in self.parameters():
            if p.dim() > 1:
                nn.init.normal_(p, std=0.02)
        self.cos, self.sin = turns(length, s.head_dim, device)


def on(device, make, *args, **more):
    """Builds a module on a device, where this torch can, or moves it there."""
    try:
        with torch.device(device):
            return make(*args, **more)
    except (AttributeError, TypeError):
        return make(*args, **more).to(device)


class Meter:
    """Mean board power from the driver's energy counter (NVML), else from its power reading."""

    def __init__(self):
        self.dev, self.lib = ctypes.c_void_p(), None
        try:
            lib = ctypes.CDLL("libnvidia-ml.so.1")
            if lib.nvmlInit_v2() == 0:
                which = os.environ.get("CUDA_VISIBLE_DEVICES", "0").split(",")[0]
                n = int(which) if which.isdigit() else 0
                if lib.nvmlDeviceGetHandleByIndex_v2(n, ctypes.byref(self.dev)) == 0:
                    self.lib = lib
        except OSError:
            pass
        self.points, self.running, self.thread = [], False, None

    def read(self, call, kind):
        value = kind()
        return value.value if self.lib and getattr(self.lib, call)(self.dev, ctypes.byref(value)) == 0 else None

    def __enter__(self):
        self.points, self.running = [], True
        self.thread = threading.Thread(target=self.sample, daemon=True)
        self.thread.start()
        return self

    def sample(self):
        while self.running and self.lib:
            mj = self.read("nvmlDeviceGetTotalEnergyConsumption", ctypes.c_ulonglong)
            mw = self.read("nvmlDeviceGetPowerUsage", ctypes.c_uint)
            self.points.append((time.monotonic(), mj, mw))
            time.sleep(0.01)

    def __exit__(self, *_):
        self.running = False
        self.thread.join()

    def mean_w(self):
        """Between the counter's first and last step; None when the span is too short."""
        steps = [b for a, b in zip(self.points, self.points[1:]) if a[1] != b[1] and b[1] is not None]
        if len(steps) > 2 and steps[-1][0] - steps[0][0] > 0.5:
            return (steps[-1][1] - steps[0][1]) * 1e-3 / (steps[-1][0] - steps[0][0])
        watts = [w for _, _, w in self.points if w is not None]
        return 1e-3 * sum(watts) / len(watts) if watts else None


class Table:
    """A CSV table written row by row."""

    def __init__(self, path, columns, args):
        self.columns = columns
        self.file = open(path, "x", newline="")  # nothing is overwritten
        device = torch.cuda.get_device_name() if torch.cuda.is_available() else platform.processor()
        self.note = f"{device}; CUDA {torch.version.cuda}; aifsim {args.revision}"
        self.out = csv.writer(self.file, lineterminator="\n")
        self.out.writerow(columns)
        self.file.flush()

    def row(self, values):
        unknown = set(values) - set(self.columns)
        assert not unknown, f"no columns {unknown}"
        self.out.writerow([shown(values.get(c)) for c in self.columns])
        self.file.flush()


def shown(x):
    if x is None or (isinstance(x, float) and not math.isfinite(x)):
        return ""
    if not isinstance(x, float):
        return x
    return f"{x:.0f}" if x == math.floor(x) and abs(x) < 1e15 else f"{x:.7g}"


def command():
    """The command line without the folders of this machine."""
    return " ".join(os.path.basename(a) if os.sep in a else a for a in sys.argv)


def quantile(values, q):
    v = sorted(values)
    at = q * (len(v) - 1)
    i = int(at)
    j = min(i + 1, len(v) - 1)
    return v[i] + (at - i) * (v[j] - v[i])


def synchronize(device):
    if device.startswith("cuda"):
        torch.cuda.synchronize()


def forget(device):
    """Frees what the last configuration held, so that peak memory is the next one's own."""
    import gc
    gc.collect()
    if device.startswith("cuda"):
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()


def options(parser):
    parser.add_argument("--gpu", default="", help="catalog name, h100-sxm")
    parser.add_argument("--out", default=".", help="folder of the tables")
    parser.add_argument("--budget", type=float, default=240, help="seconds")
    parser.add_argument("--revision", default="")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--compile", default="auto", choices=("auto", "no"),
                        help="torch.compile of each block (auto: where it works)")
    parser.add_argument("--smoke", action="store_true", help="one small configuration, for a test")
    return parser


def fits_compiler(args):
    """Whether to try torch.compile; clears what it kept of earlier shapes, or it gives up after a few."""
    if args.compile != "auto" or not hasattr(torch, "compile") or not args.device.startswith("cuda"):
        return False
    importlib.import_module("torch._dynamo").reset()
    return True


def checked(args):
    if args.device == "cpu" and not args.smoke:
        print("e2e: torch sees no CUDA device; nothing is measured", file=sys.stderr)
        sys.exit(77)
    os.makedirs(os.path.join(args.out, "e2e"), exist_ok=True)
    torch.manual_seed(1)
    if hasattr(torch, "set_float32_matmul_precision"):
        torch.set_float32_matmul_precision("high")
    return args
