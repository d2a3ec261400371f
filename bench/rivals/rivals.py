"""Rivals in Python for bench/goals. Reads one JSON task a line, answers one JSON line; started with one thread for every library.

{"op": "load", "name", "file", "shape", "dtype"}  keeps an array under a name
{"op": "batch", "task", "args", "calls"}          runs a task so often and answers the milliseconds of all calls: processor time and wall
{"op": "result", "task", "args", "file"}          runs a task once and writes its numbers as float64
"""
import json
import sys
import time
from collections import Counter

import numpy as np

data = {}


def gram(x):
    matrix = data[x]
    return lambda: matrix @ matrix.T


def cosine_sklearn(x):
    from sklearn.metrics.pairwise import cosine_distances
    return lambda: cosine_distances(data[x])


def euclidean_sklearn(x):
    from sklearn.metrics.pairwise import euclidean_distances
    return lambda: euclidean_distances(data[x])


def pdist(x, metric):
    from scipy.spatial.distance import pdist
    return lambda: pdist(data[x], metric)


def cdist(x, metric):
    from scipy.spatial.distance import cdist
    return lambda: cdist(data[x], data[x], metric)


def dpotrf(a):
    from scipy.linalg.lapack import dpotrf
    matrix = np.asfortranarray(data[a])

    def work():
        factor, info = dpotrf(matrix, lower=1, clean=0)
        assert info == 0
        return factor
    return work


def slogdets(a):
    return lambda: np.linalg.slogdet(data[a])[1]


def eigvalsh(a):
    return lambda: np.linalg.eigvalsh(data[a])


def eigh(a):
    def work():
        values, vectors = np.linalg.eigh(data[a])
        return np.concatenate([values, vectors.T.ravel()])
    return work


def rankdata(x):
    from scipy.stats import rankdata
    return lambda: rankdata(data[x])


def bootstrap(x, replicates):
    """One replicate after the other: its 80 kB of indices stay in a cache, which is faster than blocks of replicates."""
    values = data[x]
    rng = np.random.default_rng(1)
    n = len(values)

    def work():
        means = np.empty(replicates)
        for b in range(replicates):
            means[b] = values[rng.integers(0, n, n)].mean()
        return means
    return work


def ngrams(x, order):
    tokens = data[x].tolist()

    def work():
        return [len(Counter(zip(*(tokens[i:] for i in range(n))))) for n in range(1, order + 1)]
    return work


tasks = {f.__name__: f for f in [gram, cosine_sklearn, euclidean_sklearn, pdist, cdist, dpotrf, slogdets, eigvalsh, eigh, rankdata, bootstrap, ngrams]}


def hello():
    import scipy
    about = {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__, "blas": None, "threads": None}
    try:
        import sklearn
        from threadpoolctl import threadpool_info
        about["sklearn"] = sklearn.__version__
        about["blas"] = ", ".join(sorted({f"{p['internal_api']} {p['version']} {p.get('architecture', '')}".strip() for p in threadpool_info()}))
        about["threads"] = max(p["num_threads"] for p in threadpool_info())
    except ImportError:
        pass
    return about


def answer(task):
    if task["op"] == "load":
        data[task["name"]] = np.fromfile(task["file"], dtype=task["dtype"]).reshape(task["shape"])
        return {}
    if task["op"] == "drop":
        data.clear()
        ready.clear()
        return {}
    key = json.dumps([task["task"], task["args"]])
    if key not in ready:
        ready[key] = tasks[task["task"]](**task["args"])
    work = ready[key]
    if task["op"] == "result":
        np.asarray(work(), dtype=np.float64).tofile(task["file"])
        return {}
    start = time.process_time()
    wall = time.perf_counter()
    for _ in range(task["calls"]):
        work()
    return {"ms": 1000 * (time.process_time() - start), "wall": 1000 * (time.perf_counter() - wall)}


ready = {}
print(json.dumps(hello()), flush=True)
for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as problem:  # the runner shows it and goes on without this rival
        reply = {"error": f"{type(problem).__name__}: {problem}"}
    print(json.dumps(reply), flush=True)
