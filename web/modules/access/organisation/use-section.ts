import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { saysSame } from "../../../../shared/platform/stable-json.ts";
import { ProblemError } from "../../../app/api.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { fieldFaults } from "../../../ui/agent/refusal-words.ts";
import { mergeDrafts } from "./merge-drafts.ts";

/** What is wrong with a form, by the path of its field: `refers.0.who`. */
export type Faults = Readonly<Record<string, string>>;

/** A form read: what to send, or what is wrong. */
export type Checked<Input> = { ok: true; input: Input } | { ok: false; faults: Faults };

interface Issue {
  path: readonly PropertyKey[];
  message: string;
}

/** A parsed input or its faults; the first of each field counts. */
export const checked = <Input>(
  read: { success: true; data: Input } | { success: false; error: { issues: readonly Issue[] } },
): Checked<Input> =>
  read.success
    ? { ok: true, input: read.data }
    : {
        ok: false,
        faults: Object.fromEntries(
          [...read.error.issues].reverse().map(({ path, message }) => [path.join("."), message]),
        ),
      };

/** What is saved, and how many times it was. */
export interface Versioned {
  version: number;
}

/** One block of settings: how its form is filled from what is saved, checked and sent. */
export interface SectionSpec<View extends Versioned, Draft extends object, Input> {
  pick: (view: View) => Draft;
  check: (draft: Draft, view: View) => Checked<Input>;
  save: (view: View, input: Input) => Promise<View>;
  /** What is saved now, by whoever. */
  reread: (client: QueryClient, view: View) => Promise<View>;
  /** Shows everywhere what was just saved. */
  keep: (client: QueryClient, saved: View) => void;
  /** Said once saved. */
  saved: string;
}

/** Someone else saved meanwhile: their values, and the fields both changed. */
export interface Conflict<Draft> {
  theirs: Draft;
  asked: readonly (keyof Draft)[];
  /** Fields only they changed: taken as they are. */
  taken: readonly (keyof Draft)[];
  /** Who, and when, when the API said. */
  facts: Readonly<Record<string, string>>;
}

/**
 * One block edited and saved alone. When someone saved meanwhile, fields changed on one side settle themselves and the
 * form is sent again; those changed on both are asked. What is typed is never lost.
 */
export function useSection<View extends Versioned, Draft extends object, Input>(
  view: View,
  spec: SectionSpec<View, Draft, Input>,
) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [base, setBase] = useState<View>();
  const [draft, setDraft] = useState<Draft>(() => spec.pick(view));
  const [faults, setFaults] = useState<Faults>({});
  const [conflict, setConflict] = useState<Conflict<Draft>>();
  const end = () => {
    setBase(undefined);
    setFaults({});
    setConflict(undefined);
    saving.reset();
  };
  const saving = useMutation({
    mutationFn: (input: Input) => spec.save(view, input),
    onSuccess: (saved) => {
      spec.keep(client, saved);
      notify(spec.saved);
      end();
    },
    onError: async (error) => {
      if (!(error instanceof ProblemError)) return;
      if (error.problem.fields) setFaults(fieldFaults(error));
      if (error.problem.code === "conflict" && base) await settle(base, error.problem.facts ?? {});
    },
  });
  const settle = async (from: View, facts: Readonly<Record<string, string>>) => {
    const now = await spec.reread(client, view);
    if (now.version === from.version) return;
    const theirs = spec.pick(now);
    const { merged, asked, taken } = mergeDrafts(spec.pick(from), draft, theirs);
    setBase(now);
    setDraft(merged);
    if (asked.length > 0) setConflict({ theirs, asked, taken, facts });
    else send(merged, now);
  };
  const send = (wanted: Draft, from: View) => {
    const read = spec.check(wanted, from);
    setFaults(read.ok ? {} : read.faults);
    if (read.ok) saving.mutate(read.input);
    return read.ok;
  };
  return {
    editing: base !== undefined,
    /** What was saved when the form was filled. */
    base,
    draft,
    faults,
    conflict,
    saving: saving.isPending,
    /** A failure that is neither a wrong field nor a conflict being asked about. */
    failure: saving.isError && !conflict && Object.keys(faults).length === 0 ? saving.error : undefined,
    changed: base !== undefined && !saysSame(draft, spec.pick(base)),
    edit: () => {
      setDraft(spec.pick(view));
      setBase(view);
    },
    set: (part: Partial<Draft>) => setDraft((current) => ({ ...current, ...part })),
    cancel: end,
    /** False when a field is wrong: the focus goes to the summary. */
    submit: () => {
      if (saving.isPending || !base) return true;
      setConflict(undefined);
      return send(draft, base);
    },
  };
}
