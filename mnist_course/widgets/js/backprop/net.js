/**
 * A network of two inputs (1, 2), two hidden neurons (3, 4) and one output (5): forward, backward,
 * step. `w13` leads from 1 to 3. The loss is half the squared distance of the output to y.
 */

import { FUNCTIONS } from "../activation/functions.js";

export const KNOBS = ["w13", "w23", "b3", "w14", "w24", "b4", "w35", "w45", "b5"];
export const HIDDEN = ["sigmoid", "tanh", "relu"];

/** Everything there is to know: sums z, activations a, slopes f′, loss, blames d, slopes dL/dw. */
export function passes(net) {
  const { x1: a1, x2: a2, y } = net;
  const bend = FUNCTIONS[net.hidden];
  const out = FUNCTIONS.sigmoid;
  const z3 = a1 * net.w13 + a2 * net.w23 + net.b3;
  const z4 = a1 * net.w14 + a2 * net.w24 + net.b4;
  const [a3, a4] = [bend.f(z3), bend.f(z4)];
  const z5 = a3 * net.w35 + a4 * net.w45 + net.b5;
  const a5 = out.f(z5);
  const [s3, s4, s5] = [bend.slope(z3), bend.slope(z4), out.slope(z5)];
  const d5 = (a5 - y) * s5;
  const d3 = d5 * net.w35 * s3;
  const d4 = d5 * net.w45 * s4;
  const slopes = {
    w13: a1 * d3,
    w23: a2 * d3,
    b3: d3,
    w14: a1 * d4,
    w24: a2 * d4,
    b4: d4,
    w35: a3 * d5,
    w45: a4 * d5,
    b5: d5,
  };
  const loss = (a5 - y) ** 2 / 2;
  return { a1, a2, z3, z4, z5, a3, a4, a5, s3, s4, s5, loss, d3, d4, d5, slopes };
}

/** The network after one step of gradient descent. */
export function stepped(net) {
  const { slopes } = passes(net);
  return { ...net, ...Object.fromEntries(KNOBS.map((k) => [k, net[k] - net.eta * slopes[k]])) };
}

/** The networks before each whole step, from the start on; one more than there were steps. */
export function rounds(start, count) {
  const nets = [start];
  while (nets.length <= count) nets.push(stepped(nets.at(-1)));
  return nets;
}
