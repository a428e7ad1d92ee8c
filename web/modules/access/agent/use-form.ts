import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type * as z from "zod/mini";
import { ProblemError } from "../../../app/api.ts";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";

interface FormSpec<Field extends string, Output, Answer> {
  /** What the API takes; its French sentences are shown at the fields. */
  schema: z.ZodMiniType<Output>;
  initial: Partial<Record<Field, string>>;
  /** Besides what is typed: a token, a proof. */
  also?: object;
  send: (input: Output) => Promise<Answer>;
  onDone: (answer: Answer) => void;
  /** Words for a failure that is not the API's: a key's own window. */
  explain?: (error: unknown) => string | undefined;
  /** The field under which a refusal of the whole is said: a short form has one question. */
  refusalAt?: NoInfer<Field>;
}

/** Refusals of the session, whatever was typed: they belong under no field. */
const ofTheSession = new Set(["signed_out", "sign_in_over", "sign_in_again", "second_factor_needed"]);

/**
 * A short form: checked with the API's own schema, faults at their fields with the focus on the first, anything else
 * as one sentence above. Nothing typed is ever lost, and a second click sends nothing.
 */
export function useForm<Field extends string, Output, Answer>(spec: FormSpec<Field, Output, Answer>) {
  const [values, setValues] = useState(spec.initial);
  const [faults, setFaults] = useState<Partial<Record<string, string>>>({});
  const [refusal, setRefusal] = useState<string>();
  const form = useRef<HTMLFormElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  const [shownAt, setShownAt] = useState(0);
  // After the faults are on the page: the first one takes the focus, else the sentence above.
  useEffect(() => {
    if (shownAt === 0) return;
    const first = form.current?.querySelector<HTMLElement>("[aria-invalid=true]") ?? alert.current;
    first?.focus();
  }, [shownAt]);
  const show = (found: Partial<Record<string, string>>, sentence?: string) => {
    setFaults(found);
    setRefusal(sentence);
    setShownAt((times) => times + 1);
  };

  const attempt = useMutation({
    mutationFn: spec.send,
    onSuccess: spec.onDone,
    onError: (error) => {
      const explained = spec.explain?.(error);
      const fields = error instanceof ProblemError ? (error.problem.fields ?? []) : [];
      const known = fields.filter(({ path }) => path in values);
      const refused =
        error instanceof ProblemError &&
        error.problem.status < 500 &&
        !ofTheSession.has(error.problem.reason);
      if (known.length > 0) show(Object.fromEntries(known.map(({ path, message }) => [path, message])));
      else if (spec.refusalAt && refused) show({ [spec.refusalAt]: error.problem.detail });
      else show({}, explained ?? refusalWords(error));
    },
  });
  return {
    values,
    set: (field: Field) => (value: string) => setValues((all) => ({ ...all, [field]: value })),
    fault: (field: Field): string | undefined => faults[field],
    /** One sentence above the form, for what is no field's fault. */
    refusal,
    error: attempt.error,
    busy: attempt.isPending,
    form,
    alert,
    submit: (event: FormEvent) => {
      event.preventDefault();
      if (attempt.isPending) return;
      const input = spec.schema.safeParse({ ...values, ...spec.also });
      if (input.success) {
        setFaults({});
        setRefusal(undefined);
        attempt.mutate(input.data);
        return;
      }
      const found: Partial<Record<string, string>> = {};
      for (const { path, message } of input.error.issues) found[String(path[0])] ??= message;
      show(found);
    },
  };
}
