// Search for medoids. A state is a list of pointers and sizes, written by medoidState.ts in this order.

const COSTS: usize = 0;
const WEIGHTS: usize = 4;
const NEAREST_COST: usize = 8;
const SECOND_COST: usize = 12;
const NEAREST: usize = 16;
const SECOND: usize = 20;
const MEDOIDS: usize = 24;
const IS_MEDOID: usize = 28;
const IS_FIXED: usize = 32;
const REMOVAL: usize = 36;
const CHANGES: usize = 40;
const GAINS: usize = 44;
const KNOWN: usize = 48;
const CLOSER: usize = 52;
const ROW: usize = 56;
const RESULTS: usize = 60;
const CANDIDATES: usize = 64;
const OBJECTS: usize = 68;
const K: usize = 72;
const IS_SINGLE: usize = 76;

/** Which of four numbers are meant by four bits: their places, those meant first. */
const chosen: usize = memory.data<u32>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 1, 2, 0, 0, 0, 1, 2, 0,
  3, 0, 0, 0, 0, 3, 0, 0, 1, 3, 0, 0, 0, 1, 3, 0, 2, 3, 0, 0, 0, 2, 3, 0, 1, 2, 3, 0, 0, 1, 2, 3,
]);

/** The number stored at that place of a state. */
function at(state: usize, place: usize): usize {
  return <usize>load<u32>(state + place);
}

/** Costs of a candidate in double precision: where they are, or a copy. */
function costsOf(state: usize, candidate: usize): usize {
  const objects = at(state, OBJECTS);
  if (at(state, IS_SINGLE) == 0) return at(state, COSTS) + candidate * objects * 8;
  const row = at(state, ROW);
  let from = at(state, COSTS) + candidate * objects * 4;
  let to = row;
  const end = row + objects * 8;
  for (const pairs = end - 8; to < pairs; to += 16, from += 8) v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from)));
  if (to < end) store<f64>(to, <f64>load<f32>(from));
  return row;
}

/** The first candidate of `count` from `from` on that lowers the loss below `below`, −1 if none does. */
export function findSwap(state: usize, from: u32, count: u32, below: f64): i32 {
  const candidates = <u32>at(state, CANDIDATES);
  const isMedoid = at(state, IS_MEDOID);
  for (let c = from; count > 0; count--) {
    if (load<u8>(isMedoid + <usize>c) == 0 && tryCandidate(state, <usize>c) < below) return c;
    if (++c == candidates) c = 0;
  }
  return -1;
}

/** The change of the loss by the best swap of a candidate. */
function tryCandidate(state: usize, candidate: usize): f64 {
  const costs = costsOf(state, candidate);
  const removal = at(state, REMOVAL);
  const changes = at(state, CHANGES);
  const bytes = at(state, K) * 8;
  memory.copy(changes, removal, bytes);
  const end = gatherCloser(costs, at(state, SECOND_COST), at(state, OBJECTS), at(state, CLOSER));
  const shared = addChanges(costs, at(state, CLOSER), end, at(state, WEIGHTS), at(state, NEAREST_COST), at(state, SECOND_COST), at(state, NEAREST), changes);
  let best: usize = 0;
  let least = load<f64>(changes);
  for (let s: usize = 8; s < bytes; s += 8) {
    const change = load<f64>(changes + s);
    if (change < least) {
      least = change;
      best = s;
    }
  }
  const results = at(state, RESULTS);
  store<f64>(results, least + shared);
  store<f64>(results, <f64>(<u32>best / 8), 8);
  return least + shared;
}

/** Lists the objects whose second-nearest medoid costs more than the candidate; returns the end of the list. */
function gatherCloser(costs: usize, second: usize, objects: usize, closer: usize): usize {
  let places = i32x4.splat(0);
  const four = i32x4.splat(4);
  const end = second + objects * 8;
  for (const fours = end - 24; second < fours; second += 32, costs += 32) {
    const low = f64x2.lt(v128.load(costs), v128.load(second));
    const high = f64x2.lt(v128.load(costs, 16), v128.load(second, 16));
    const bits = i32x4.bitmask(i8x16.shuffle(low, high, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27));
    v128.store(closer, i32x4.add(places, v128.load(chosen + (<usize>bits << 4))));
    closer += <usize>popcnt(bits) << 2;
    places = i32x4.add(places, four);
  }
  for (let o = i32x4.extract_lane(places, 0); second < end; second += 8, costs += 8, o++) {
    store<i32>(closer, o);
    if (load<f64>(costs) < load<f64>(second)) closer += 4;
  }
  return closer;
}

/** Adds what the listed objects change per slot; returns what they change whichever slot it is. Vectors of which only the first number counts have a minimum without branches. */
function addChanges(costs: usize, closer: usize, end: usize, weights: usize, near: usize, second: usize, nearest: usize, changes: usize): f64 {
  let shared = f64x2.splat(0);
  for (; closer < end; closer += 4) {
    const o = <usize>load<u32>(closer);
    const cost = v128.load64_zero(costs + (o << 3));
    const kept = f64x2.pmax(v128.load64_zero(near + (o << 3)), cost);
    const weight = v128.load64_zero(weights + (o << 3));
    shared = f64x2.add(shared, f64x2.mul(weight, f64x2.sub(cost, kept)));
    const slot = changes + (<usize>load<u32>(nearest + (o << 2)) << 3);
    const change = f64x2.mul(weight, f64x2.sub(kept, v128.load64_zero(second + (o << 3))));
    store<f64>(slot, load<f64>(slot) + f64x2.extract_lane(change, 0));
  }
  return f64x2.extract_lane(shared, 0);
}

/** Puts a candidate into a slot and sums up the loss and the removals. */
export function replaceMedoid(state: usize, slot: u32, candidate: u32): void {
  const isMedoid = at(state, IS_MEDOID);
  const place = at(state, MEDOIDS) + (<usize>slot << 2);
  store<u8>(isMedoid + <usize>load<u32>(place), 0);
  store<u8>(isMedoid + <usize>candidate, 1);
  store<u32>(place, candidate);
  let cost = costsOf(state, <usize>candidate);
  let near = at(state, NEAREST_COST);
  let next = at(state, SECOND_COST);
  let first = at(state, NEAREST);
  let second = at(state, SECOND);
  const objects = <u32>at(state, OBJECTS);
  for (let o: u32 = 0; o < objects; o++) {
    updateObject(state, o, slot, load<f64>(cost), near, next, first, second);
    cost += 8;
    near += 8;
    next += 8;
    first += 4;
    second += 4;
  }
  sumLosses(state);
}

/** The two nearest medoids of an object after the medoid of a slot has changed. */
function updateObject(state: usize, object: u32, slot: u32, cost: f64, near: usize, next: usize, first: usize, second: usize): void {
  if (load<u32>(first) == slot) {
    if (cost <= load<f64>(next)) {
      store<f64>(near, cost);
    } else {
      store<u32>(first, load<u32>(second));
      store<f64>(near, load<f64>(next));
      findSecond(state, object, first, next, second);
    }
  } else if (cost < load<f64>(near)) {
    store<u32>(second, load<u32>(first));
    store<f64>(next, load<f64>(near));
    store<u32>(first, slot);
    store<f64>(near, cost);
  } else if (cost <= load<f64>(next)) {
    store<u32>(second, slot);
    store<f64>(next, cost);
  } else if (load<u32>(second) == slot) {
    findSecond(state, object, first, next, second);
  }
}

/** The second-nearest medoid of an object whose nearest one is known. */
function findSecond(state: usize, object: u32, first: usize, next: usize, second: usize): void {
  const near = load<u32>(first);
  const objects = at(state, OBJECTS);
  const costs = at(state, COSTS);
  const isSingle = at(state, IS_SINGLE) == 1;
  const medoids = at(state, MEDOIDS);
  const k = <u32>at(state, K);
  let least: f64 = Infinity;
  let found: i32 = -1;
  for (let slot: u32 = 0; slot < k; slot++) {
    if (slot == near) continue;
    const place = <usize>load<u32>(medoids + (<usize>slot << 2)) * objects + <usize>object;
    const cost = isSingle ? <f64>load<f32>(costs + (place << 2)) : load<f64>(costs + (place << 3));
    if (cost < least) {
      least = cost;
      found = slot;
    }
  }
  store<i32>(second, found);
  store<f64>(next, least);
}

/** The loss, and what emptying each slot would add to it. */
export function sumLosses(state: usize): void {
  const removal = at(state, REMOVAL);
  const isFixed = at(state, IS_FIXED);
  const k = at(state, K);
  memory.fill(removal, 0, k << 3);
  let weights = at(state, WEIGHTS);
  let near = at(state, NEAREST_COST);
  let next = at(state, SECOND_COST);
  let first = at(state, NEAREST);
  let loss: f64 = 0;
  for (const end = weights + (at(state, OBJECTS) << 3); weights < end; weights += 8) {
    const weight = load<f64>(weights);
    const cost = load<f64>(near);
    loss += weight * cost;
    const slot = removal + (<usize>load<u32>(first) << 3);
    store<f64>(slot, load<f64>(slot) + weight * (load<f64>(next) - cost));
    near += 8;
    next += 8;
    first += 4;
  }
  let dearest: f64 = 0;
  for (let s: usize = 0; s < k; s++) {
    const value = load<f64>(removal + (s << 3));
    if (load<u8>(isFixed + s) == 1) store<f64>(removal + (s << 3), Infinity);
    else if (value > dearest) dearest = value;
  }
  const results = at(state, RESULTS);
  store<f64>(results, loss, 16);
  store<f64>(results, dearest, 24);
}

/** The gains of all candidates that are no medoids. */
export function gains(state: usize, isFirst: u32): void {
  const gains = at(state, GAINS);
  const isMedoid = at(state, IS_MEDOID);
  const candidates = at(state, CANDIDATES);
  for (let c: usize = 0; c < candidates; c++) {
    store<f64>(gains + (c << 3), isFirst == 0 && load<u8>(isMedoid + c) == 1 ? -Infinity : gainOf(state, c, isFirst));
  }
}

/** The candidate of the largest gain; what may have fallen below that is computed anew. */
export function bestGain(state: usize, count: u32): u32 {
  const gains = at(state, GAINS);
  const known = at(state, KNOWN);
  const candidates = at(state, CANDIDATES);
  let best = firstLargest(gains, candidates);
  while (load<u32>(known + (best << 2)) < count) {
    store<f64>(gains + (best << 3), gainOf(state, best, 0));
    store<u32>(known + (best << 2), count);
    best = firstLargest(gains, candidates);
  }
  return <u32>best;
}

/** The place of the first largest number. */
function firstLargest(values: usize, length: usize): usize {
  let most = f64x2.splat(-Infinity);
  let i: usize = 0;
  for (; i + 2 <= length; i += 2) most = f64x2.pmax(most, v128.load(values + (i << 3)));
  if (i < length) most = f64x2.pmax(most, v128.load64_splat(values + (i << 3)));
  const largest = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  for (i = 0; load<f64>(values + (i << 3)) != largest; ) i++;
  return i;
}

/** Σ w·max(near − cost, 0), or −Σ w·cost. */
function gainOf(state: usize, candidate: usize, isFirst: u32): f64 {
  const costs = costsOf(state, candidate);
  return isFirst == 1 ? -sumGains(costs, at(state, WEIGHTS), 0, at(state, OBJECTS)) : sumGains(costs, at(state, WEIGHTS), at(state, NEAREST_COST), at(state, OBJECTS));
}

function sumGains(costs: usize, weights: usize, near: usize, objects: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  const zero = f64x2.splat(0);
  const end = weights + (objects << 3);
  const eights = end - 56;
  if (near == 0) {
    for (; weights < eights; weights += 64, costs += 64) {
      s0 = f64x2.add(s0, f64x2.mul(v128.load(weights), v128.load(costs)));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(weights, 16), v128.load(costs, 16)));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(weights, 32), v128.load(costs, 32)));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(weights, 48), v128.load(costs, 48)));
    }
  } else {
    for (; weights < eights; weights += 64, costs += 64, near += 64) {
      s0 = f64x2.add(s0, f64x2.mul(v128.load(weights), f64x2.pmax(zero, f64x2.sub(v128.load(near), v128.load(costs)))));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(weights, 16), f64x2.pmax(zero, f64x2.sub(v128.load(near, 16), v128.load(costs, 16)))));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(weights, 32), f64x2.pmax(zero, f64x2.sub(v128.load(near, 32), v128.load(costs, 32)))));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(weights, 48), f64x2.pmax(zero, f64x2.sub(v128.load(near, 48), v128.load(costs, 48)))));
    }
  }
  let sum = pairSum(s0) + pairSum(s1) + (pairSum(s2) + pairSum(s3));
  for (; weights < end; weights += 8, costs += 8) {
    if (near == 0) {
      sum += load<f64>(weights) * load<f64>(costs);
    } else {
      sum += load<f64>(weights) * max(load<f64>(near) - load<f64>(costs), 0);
      near += 8;
    }
  }
  return sum;
}

function pairSum(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}
