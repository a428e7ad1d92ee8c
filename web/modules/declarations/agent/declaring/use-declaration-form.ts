import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { DeclarationForm } from "../../../../../shared/declarations/declaration.ts";
import type { DeclarationView } from "../../../../../shared/declarations/declaring.ts";
import { formFaults } from "../../../../../shared/declarations/form-checks.ts";
import { saysSame } from "../../../../../shared/platform/stable-json.ts";
import { ProblemError } from "../../../../app/api.ts";
import { fieldFaults, refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { keepSaved, saveForm } from "./declaring-queries.ts";
import { partsOf } from "./form-points.ts";
import { forgetCopy, keepCopy, readCopy } from "./local-copy.ts";
import { type FormPath, mergeForms, valueAt, withValueAt } from "./merge-forms.ts";

const pause = 1_000;

/** Where what is typed is. */
export type Kept =
  | { is: "server"; at: number }
  | { is: "saving" }
  /** On this device alone: offline, or the server does not answer. */
  | { is: "device" }
  /** The browser refuses to keep anything, and the server has it not. */
  | { is: "nowhere" }
  /** The server says that something is wrong. */
  | { is: "refused"; words: string };

/** Values that somebody else changed too. */
export interface FormConflict {
  theirs: DeclarationForm;
  asked: readonly FormPath[];
}

interface Typed {
  form: DeclarationForm;
  /** Texts that are no value yet, by the path of their field. */
  texts: Readonly<Record<string, string>>;
}

/** What is on this device goes on over what the server has now. */
const opened = (found: DeclarationView, userId: string): Typed & { conflict?: FormConflict | undefined } => {
  const stored = found.current.form;
  const copy = readCopy(userId, found.id, Date.now());
  if (!copy) return { form: stored, texts: {} };
  const { merged, asked } = mergeForms(copy.base, copy.form, stored);
  return {
    form: merged,
    texts: copy.texts,
    conflict: asked.length > 0 ? { theirs: stored, asked } : undefined,
  };
};

/** The form with the last right values in place of the wrong ones: one mistake never keeps the rest from being saved. */
export const sendable = (form: DeclarationForm, base: DeclarationForm): DeclarationForm => {
  const withBase = (from: DeclarationForm, paths: readonly FormPath[]) =>
    paths.reduce((next, path) => withValueAt(next, path, valueAt(base, path) ?? null), from);
  const wrong = formFaults(form).map(({ path }) => {
    const { performanceId, name } = partsOf(path);
    return performanceId ? `performances.${performanceId}.${name}` : name;
  });
  const right = withBase(form, wrong);
  // A total may be right alone and wrong with the others: the three go together.
  return formFaults(right).length === 0
    ? right
    : withBase(right, ["expenses", "introductionFees", "circusExpenses"]);
};

const theirsOf = (problem: ProblemError["problem"]) => {
  const form = DeclarationForm.safeParse(parsed(problem.facts?.form ?? ""));
  const version = Number(problem.facts?.version);
  return form.success && Number.isInteger(version) ? { form: form.data, version } : undefined;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // An answer without the stored form: the page reads it again.
    return undefined;
  }
};

/**
 * The draft of a declaration as it is filled. Saved a second after the last change; what the server has not, or does not
 * take, stays on this device; a value that two people changed is asked, and nothing typed is lost (screens §5).
 */
export function useDeclarationForm(found: DeclarationView, userId: string) {
  const client = useQueryClient();
  const [first] = useState(() => opened(found, userId));
  const [typed, setTyped] = useState<Typed>(first);
  const [conflict, setConflict] = useState<FormConflict | undefined>(first.conflict);
  const [kept, setKept] = useState<Kept>({ is: "server", at: Date.parse(found.current.updatedAt) });
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const now = useRef({
    typed: first as Typed,
    base: { form: found.current.form, version: found.current.version },
    conflict: first.conflict,
    /** The save that is on its way. */
    saving: undefined as Promise<void> | undefined,
  });
  now.current.conflict = conflict;

  const change = (part: Partial<Typed>) => {
    now.current.typed = { ...now.current.typed, ...part };
    setTyped(now.current.typed);
  };
  const waiting = () => sendable(now.current.typed.form, now.current.base.form);
  const isChanged = () => !saysSame(waiting(), now.current.base.form);

  /** The device keeps what the server has not. */
  const onDevice = (): boolean => {
    const { typed: current, base } = now.current;
    if (saysSame(current.form, base.form) && Object.keys(current.texts).length === 0) {
      forgetCopy(userId, found.id);
      return true;
    }
    return keepCopy(userId, found.id, {
      version: base.version,
      base: base.form,
      ...current,
      savedAt: Date.now(),
    });
  };

  const meet = (theirs: { form: DeclarationForm; version: number }) => {
    const { merged, asked } = mergeForms(now.current.base.form, now.current.typed.form, theirs.form);
    now.current.base = theirs;
    change({ form: merged });
    const met = asked.length > 0 ? { theirs: theirs.form, asked } : undefined;
    now.current.conflict = met;
    setConflict(met);
  };

  /** Somebody’s value was taken, or one that was refused is gone: the server has what the form says. */
  const serverHasAll = () => {
    setKept((known) => (known.is === "server" ? known : { is: "server", at: Date.now() }));
    setFaults((known) => (Object.keys(known).length === 0 ? known : {}));
  };

  const onServer = (leaving = false): Promise<void> => {
    const state = now.current;
    if (state.saving) return state.saving;
    if (state.conflict) return Promise.resolve();
    if (!isChanged()) {
      serverHasAll();
      return Promise.resolve();
    }
    state.saving = save(leaving).finally(() => {
      state.saving = undefined;
      onDevice();
    });
    return state.saving;
  };

  const save = async (leaving: boolean): Promise<void> => {
    const state = now.current;
    const sent = waiting();
    setKept({ is: "saving" });
    try {
      const saved = await saveForm(found.id, { version: state.base.version, form: sent }, leaving);
      const { merged } = mergeForms(sent, state.typed.form, saved.current.form);
      state.base = { form: saved.current.form, version: saved.current.version };
      change({ form: merged });
      setFaults({});
      keepSaved(client, found.id, saved);
      setKept({ is: "server", at: Date.now() });
    } catch (error) {
      afterRefusal(error);
    }
  };

  const afterRefusal = (error: unknown) => {
    const problem = error instanceof ProblemError ? error.problem : undefined;
    if (problem?.reason === "version_differs") {
      const theirs = theirsOf(problem);
      if (theirs) meet(theirs);
      void client.invalidateQueries({ queryKey: ["declarations", "declaration", found.id] });
      setKept(onDevice() ? { is: "device" } : { is: "nowhere" });
      return;
    }
    if (problem && problem.status < 500 && problem.status !== 429) {
      setFaults(fieldFaults(error));
      setKept({ is: "refused", words: refusalWords(error) });
      return;
    }
    setKept(onDevice() ? { is: "device" } : { is: "nowhere" });
  };

  const keep = useRef({ onDevice, onServer });
  keep.current = { onDevice, onServer };
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change begins the pause again
  useEffect(() => {
    keep.current.onDevice();
    const timer = setTimeout(() => void keep.current.onServer(), pause);
    return () => clearTimeout(timer);
  }, [typed, conflict]);
  useEffect(() => {
    const leave = () => {
      keep.current.onDevice();
      void keep.current.onServer(true);
    };
    const back = () => void keep.current.onServer();
    window.addEventListener("pagehide", leave);
    window.addEventListener("online", back);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("online", back);
      leave();
    };
  }, []);
  // Another person saved while nothing was typed here: their values are shown.
  useEffect(() => {
    const { current } = found;
    const state = now.current;
    if (current.version <= state.base.version || state.saving || state.conflict) return;
    const { merged, asked } = mergeForms(state.base.form, state.typed.form, current.form);
    state.base = { form: current.form, version: current.version };
    state.typed = { ...state.typed, form: merged };
    setTyped(state.typed);
    if (asked.length > 0) setConflict({ theirs: current.form, asked });
  }, [found]);

  return {
    form: typed.form,
    texts: typed.texts,
    kept,
    conflict,
    /** What the server refused, by field. */
    faults,
    /** Another form: a choice, a box, a default. */
    change: (form: DeclarationForm) => change({ form }),
    /** What is typed in fields that are no value yet; undefined forgets it. */
    type: (texts: Readonly<Record<string, string | undefined>>, form = now.current.typed.form) =>
      change({
        form,
        texts: Object.fromEntries(
          Object.entries({ ...now.current.typed.texts, ...texts }).flatMap(([path, text]) =>
            text === undefined ? [] : [[path, text] as const],
          ),
        ),
      }),
    /** One value that both changed: mine stays, or theirs is taken. */
    settle: (path: FormPath, choice: "mine" | "theirs") => {
      if (!conflict) return;
      if (choice === "theirs")
        change({ form: withValueAt(now.current.typed.form, path, valueAt(conflict.theirs, path)) });
      const asked = conflict.asked.filter((one) => one !== path);
      setConflict(asked.length > 0 ? { ...conflict, asked } : undefined);
    },
    /** Sends now what waits; true once the server has everything. */
    saveNow: async (): Promise<boolean> => {
      // What is on its way may have left before the last word was typed.
      await now.current.saving;
      await onServer();
      return !isChanged();
    },
  };
}
export type FormState = ReturnType<typeof useDeclarationForm>;
