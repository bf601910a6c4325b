/** Shows long work: a live list with timers on a terminal, plain lines elsewhere. */
import { Listr } from "listr2";
import type { ListrTask } from "listr2";

/** Says what is going on and how far it has got, e.g. "412 of 1630 packages". A later call replaces an earlier one. */
export type Report = (message: string) => void;

/** One long piece of work, with a title that means something to a user. */
export interface Task {
  title: string;
  run(report: Report): Promise<void>;
  /** Tasks that run at the same time as this one. */
  alongside?: Task[];
}

/** How long a piece of work took, for the summary at the end. */
export interface Timing {
  title: string;
  seconds: number;
}

/** Off a terminal, long work reports this often and no more often. */
const PLAIN_INTERVAL_MS = 30_000;
const TERMINAL_INTERVAL_MS = 200;

/** How progress is shown. */
export interface Shown {
  /** Plain lines on a terminal too, because other work prints there at the same time. */
  plain?: boolean;
}

/** Runs the tasks one after the other, each together with those alongside it, and returns how long each took. */
export async function runTasks(tasks: Task[], { plain = false }: Shown = {}): Promise<Timing[]> {
  const timings: Timing[] = [];
  const live = process.stdout.isTTY && !plain;
  const list = new Listr(
    tasks.map(task => listed(task, timings, live)),
    {
      concurrent: false,
      rendererOptions: {
        collapseSubtasks: false,
        collapseErrors: false,
        showErrorMessage: false,
        formatOutput: "truncate",
      },
      fallbackRenderer: "silent",
      fallbackRendererCondition: () => !live,
    },
  );
  await list.run();
  return timings;
}

function listed(task: Task, timings: Timing[], live: boolean): ListrTask {
  if (task.alongside) {
    const together = [{ title: task.title, run: task.run.bind(task) }, ...task.alongside];
    return {
      title: together.map(({ title }) => title).join(", "),
      task: (_, wrapper) =>
        wrapper.newListr(
          together.map(part => listed(part, timings, live)),
          { concurrent: true },
        ),
    };
  }
  return {
    title: task.title,
    task: async (_, wrapper) => {
      const started = Date.now();
      const elapsed = () => formatSeconds((Date.now() - started) / 1000);
      const show = live
        ? (message: string) => (wrapper.title = `${task.title} (${elapsed()}): ${message}`)
        : (message: string) => process.stdout.write(`${task.title}: ${message} (${elapsed()})\n`);
      if (!live) process.stdout.write(`${task.title}...\n`);
      const beat = heartbeat(show, live ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS);
      try {
        await task.run(beat.report);
      } finally {
        beat.stop();
      }
      const seconds = (Date.now() - started) / 1000;
      timings.push({ title: task.title, seconds });
      wrapper.title = `${task.title} (${formatSeconds(seconds)})`;
      if (!live) process.stdout.write(`${task.title}: done (${formatSeconds(seconds)})\n`);
    },
  };
}

/** Shows the latest message at a steady pace: this reads well whether messages come every second or every ten minutes. */
function heartbeat(show: (message: string) => void, intervalMs: number): { report: Report; stop: () => void } {
  let latest = "working";
  const timer = setInterval(() => show(latest), intervalMs);
  return { report: message => (latest = message), stop: () => clearInterval(timer) };
}

/** "0.8 s", "42 s", "3 min 7 s". */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
