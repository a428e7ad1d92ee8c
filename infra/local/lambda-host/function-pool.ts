import {
  type FunctionProcess,
  type HostedFunction,
  type Outcome,
  type ProcessOptions,
  startFunctionProcess,
} from "./function-process.ts";

export interface FunctionPool {
  /** Runs one event on a free process: a warm one, else a new one, else the first that gets free. */
  invoke: (event: unknown) => Promise<Outcome>;
  /** Kills every process of the function at once, whatever it does; returns how many. */
  kill: () => Promise<number>;
  /** New code: idle processes end now, busy ones when they have answered. */
  recycle: () => void;
  /** Lets the work in hand end for so long, then kills; nothing runs afterwards. */
  stop: (patienceMs: number) => Promise<void>;
  /** Process ids that live now. */
  pids: () => number[];
}

export interface PoolOptions extends ProcessOptions {
  /** Called whenever a process was started or has ended. */
  onChange: () => void;
}

interface Member {
  process: FunctionProcess;
  busy: boolean;
  stale: boolean;
}

/** The execution environments of one function, grown on demand up to its concurrency and kept warm. */
export const startPool = (hosted: HostedFunction, options: PoolOptions): FunctionPool => {
  const members = new Set<Member>();
  const queue: Array<() => void> = [];
  let starting = 0;
  let stopped = false;

  const next = () => queue.shift()?.();

  const addMember = async (): Promise<Member> => {
    starting += 1;
    try {
      const member = { process: await startFunctionProcess(hosted, options), busy: true, stale: false };
      members.add(member);
      options.onChange();
      member.process.exited.then(() => {
        members.delete(member);
        options.onChange();
        next();
      });
      return member;
    } finally {
      starting -= 1;
    }
  };

  const acquire = async (): Promise<Member> => {
    for (;;) {
      if (stopped) throw new Error(`The function ${hosted.name} is stopped.`);
      const idle = [...members].find((member) => !member.busy && !member.stale);
      if (idle) {
        idle.busy = true;
        return idle;
      }
      if (members.size + starting < hosted.concurrency) return addMember();
      await new Promise<void>((resolve) => queue.push(resolve));
    }
  };

  const release = (member: Member) => {
    member.busy = false;
    if (member.stale) member.process.kill();
    next();
  };

  return {
    invoke: async (event) => {
      const member = await acquire();
      const outcome = await member.process.invoke(event);
      release(member);
      return outcome;
    },
    kill: async () => {
      const killed = [...members];
      for (const { process } of killed) process.kill();
      await Promise.all(killed.map(({ process }) => process.exited));
      return killed.length;
    },
    recycle: () => {
      for (const member of members) {
        member.stale = true;
        if (!member.busy) member.process.kill();
      }
    },
    stop: async (patienceMs) => {
      stopped = true;
      for (const wake of queue.splice(0)) wake();
      for (const { process, busy } of members) if (!busy) process.kill();
      const left = [...members].map(({ process }) => process.exited);
      const timer = setTimeout(() => {
        for (const { process } of members) process.kill();
      }, patienceMs);
      for (const member of members) member.stale = true;
      await Promise.all(left);
      clearTimeout(timer);
    },
    pids: () => [...members].map(({ process }) => process.pid),
  };
};
