/** Random inputs for tests: fast-check with a printed seed, so that a run can be repeated. */
import { randomInt } from "node:crypto";
import fc from "fast-check";

const seed = Number(process.env.RANDOM_SEED ?? randomInt(2 ** 31 - 1));
fc.configureGlobal({ seed });
process.stdout.write(`Random inputs use seed ${seed}: RANDOM_SEED=${seed} repeats them.\n`);

export default fc;
