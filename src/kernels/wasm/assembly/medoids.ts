// Search for medoids. A state is a list of pointers and sizes, written by medoidState.ts in this order.

const COSTS: usize = 0;
const WEIGHTS: usize = 4;
const NEAREST_COST: usize = 8;
const SECOND_COST: usize = 12;
const NEAREST: usize = 16;
const SECOND: usize = 20;
const MEDOIDS: usize = 24;
const IS_MEDOID: usize = 28;
const REMOVAL: usize = 32;
const CHANGES: usize = 36;
const GAINS: usize = 40;
const KNOWN: usize = 44;
const CLOSER: usize = 48;
const ROW: usize = 52;
const RESULTS: usize = 56;
const CANDIDATES: usize = 60;
const OBJECTS: usize = 64;
const K: usize = 68;
/** 2 for costs of 4 bytes, 3 for costs of 8. */
const SHIFT: usize = 72;

/** Which of four numbers are meant by four bits: their places, those meant first. */
const chosen: usize = memory.data<u16>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 1, 2, 0, 0, 0, 1, 2, 0,
  3, 0, 0, 0, 0, 3, 0, 0, 1, 3, 0, 0, 0, 1, 3, 0, 2, 3, 0, 0, 0, 2, 3, 0, 1, 2, 3, 0, 0, 1, 2, 3,
]);

/** The number stored at that place of a state. */
function at(state: usize, place: usize): usize {
  return <usize>load<u32>(state + place);
}

/** Costs of a candidate in double precision: where they are, or a copy. Where the number of objects is odd, one number more is copied. */
function costsOf(state: usize, candidate: usize): usize {
  let from = at(state, COSTS) + ((candidate * at(state, OBJECTS)) << at(state, SHIFT));
  if (at(state, SHIFT) == 3) return from;
  const row = at(state, ROW);
  const end = row + (at(state, OBJECTS) << 3);
  for (let to = row; to < end; to += 16, from += 8) v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from)));
  return row;
}

/** The first candidate of `count` from `from` on that lowers the loss below `below`, −1 if none does. */
export function findSwap(state: usize, from: usize, count: u32, below: f64): i32 {
  for (; count > 0; count--) {
    if (load<u8>(at(state, IS_MEDOID) + from) == 0 && tryCandidate(state, from) < below) return <i32>from;
    if (++from == at(state, CANDIDATES)) from = 0;
  }
  return -1;
}

/** The change of the loss by the best swap of a candidate. */
function tryCandidate(state: usize, candidate: usize): f64 {
  const costs = costsOf(state, candidate);
  const changes = at(state, CHANGES);
  const bytes = at(state, K) << 3;
  memory.copy(changes, at(state, REMOVAL), bytes);
  const shared = addChanges(state, costs, gatherCloser(state, costs), changes);
  let best: usize = 0;
  let least: f64 = Infinity;
  for (let s: usize = 0; s < bytes; s += 8) {
    const change = load<f64>(changes + s);
    if (change < least) {
      least = change;
      best = s;
    }
  }
  least += shared;
  store<f64>(at(state, RESULTS), least);
  store<f64>(at(state, RESULTS), <f64>(<u32>best >> 3), 8);
  return least;
}

/** Lists the objects whose second-nearest medoid costs more than the candidate; returns the end of the list. Up to three numbers behind the second costs are −Infinity. */
function gatherCloser(state: usize, costs: usize): usize {
  let closer = at(state, CLOSER);
  let second = at(state, SECOND_COST);
  const end = second + (at(state, OBJECTS) << 3);
  let places = i32x4.splat(0);
  for (; second < end; second += 32, costs += 32) {
    const low = f64x2.lt(v128.load(costs), v128.load(second));
    const high = f64x2.lt(v128.load(costs, 16), v128.load(second, 16));
    const bits = i32x4.bitmask(i8x16.shuffle(low, high, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27));
    v128.store(closer, i32x4.add(places, v128.load_ext<u16>(chosen + (<usize>bits << 3))));
    closer += <usize>popcnt(bits) << 2;
    places = i32x4.add(places, i32x4.splat(4));
  }
  return closer;
}

/** Adds what the listed objects change per slot; returns what they change whichever slot it is. Vectors of which only the first number counts have a minimum without branches. */
function addChanges(state: usize, costs: usize, end: usize, changes: usize): f64 {
  const weights = at(state, WEIGHTS);
  const near = at(state, NEAREST_COST);
  const second = at(state, SECOND_COST);
  const nearest = at(state, NEAREST);
  let shared = f64x2.splat(0);
  for (let closer = at(state, CLOSER); closer < end; closer += 4) {
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

/** Takes the new medoid of a slot into account and adds up the removals, which are 0; returns the loss. */
export function replaceMedoid(state: usize, slot: u32, candidate: usize): f64 {
  let costs = costsOf(state, candidate);
  let nearestAt = at(state, NEAREST);
  let secondAt = at(state, SECOND);
  let nearAt = at(state, NEAREST_COST);
  let nextAt = at(state, SECOND_COST);
  const removals = at(state, REMOVAL);
  let loss: f64 = 0;
  for (let o: usize = 0; o < at(state, OBJECTS); o++) {
    const cost = load<f64>(costs);
    let nearest = load<u32>(nearestAt);
    let second = load<u32>(secondAt);
    let near = load<f64>(nearAt);
    let next = load<f64>(nextAt);
    let isLost = second == slot;
    if (nearest == slot) {
      isLost = cost > next;
      near = cost;
      if (isLost) {
        nearest = second;
        near = next;
      }
    } else if (cost <= next) {
      isLost = false;
      second = slot;
      next = cost;
      if (cost < near) {
        second = nearest;
        next = near;
        nearest = slot;
        near = cost;
      }
    }
    if (isLost) {
      next = Infinity;
      second = -1;
      const shift = at(state, SHIFT);
      const column = at(state, COSTS) + (o << shift);
      const row = at(state, OBJECTS) << shift;
      let medoid = at(state, MEDOIDS);
      const k = <u32>at(state, K);
      for (let s: u32 = 0; s < k; s++) {
        const place = column + at(medoid, 0) * row;
        const other = shift == 3 ? load<f64>(place) : <f64>load<f32>(place);
        if (other < next && s != nearest) {
          next = other;
          second = s;
        }
        medoid += 4;
      }
    }
    store<u32>(nearestAt, nearest);
    store<u32>(secondAt, second);
    store<f64>(nearAt, near);
    store<f64>(nextAt, next);
    const weight = load<f64>(at(state, WEIGHTS) + (o << 3));
    loss += weight * near;
    const removal = removals + (<usize>nearest << 3);
    store<f64>(removal, load<f64>(removal) + weight * (next - near));
    costs += 8;
    nearestAt += 4;
    secondAt += 4;
    nearAt += 8;
    nextAt += 8;
  }
  return loss;
}

/** The candidate of the largest gain; one is computed only where its last known value is larger than all before. */
export function bestGain(state: usize, count: u32): usize {
  let best: usize = 0;
  let most: f64 = -Infinity;
  for (let c: usize = 0; c < at(state, CANDIDATES); c++) {
    const gain = at(state, GAINS) + (c << 3);
    const known = at(state, KNOWN) + (c << 2);
    if (load<f64>(gain) > most && load<i32>(known) < <i32>count) {
      store<i32>(known, count);
      const costs = costsOf(state, c);
      const near = at(state, NEAREST_COST);
      store<f64>(gain, count == 0 ? -sumExcess(state, costs, near) : sumExcess(state, near, costs));
    }
    if (load<f64>(gain) > most) {
      most = load<f64>(gain);
      best = c;
    }
  }
  return best;
}

/** Σ w·max(a − b, 0). */
function sumExcess(state: usize, a: usize, b: usize): f64 {
  let weights = at(state, WEIGHTS);
  const end = weights + (at(state, OBJECTS) << 3);
  const zero = f64x2.splat(0);
  let s0 = zero;
  let s1 = zero;
  for (const fours = end - 24; weights < fours; weights += 32, a += 32, b += 32) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(weights), f64x2.pmax(zero, f64x2.sub(v128.load(a), v128.load(b)))));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(weights, 16), f64x2.pmax(zero, f64x2.sub(v128.load(a, 16), v128.load(b, 16)))));
  }
  let sum = pairSum(s0) + pairSum(s1);
  for (; weights < end; weights += 8, a += 8, b += 8) sum += load<f64>(weights) * max(load<f64>(a) - load<f64>(b), 0);
  return sum;
}

function pairSum(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}
