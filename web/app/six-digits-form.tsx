import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { Unbroken } from "../ui/unbroken.tsx";

/**
 * The code of six digits that came by e-mail. What is typed, its fault and the wait are its own; `faultOf` words a
 * failure, or says nothing of one that was dealt with. `children` stand beside the button: asking for another code.
 */
export const SixDigitsForm = <Opened,>({
  check,
  onOpened,
  faultOf,
  fault: givenFault,
  action,
  working,
  children,
}: {
  check: (digits: string) => Promise<Opened>;
  onOpened: (opened: Opened) => void;
  faultOf: (error: unknown) => string | undefined;
  /** A fault of what surrounds it. */
  fault?: string | undefined;
  action: string;
  working: string;
  children: ReactNode;
}) => {
  const [code, setCode] = useState("");
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const refuse = (sentence: string | undefined) => {
    setFault(sentence);
    if (sentence) field.current?.focus();
  };
  const submit = () => {
    if (busy) return;
    const digits = code.replaceAll(/\D/g, "");
    if (digits.length !== 6) return refuse("Écrivez les 6 chiffres du code reçu.");
    setBusy(true);
    check(digits)
      .then(onOpened, (error: unknown) => refuse(faultOf(error)))
      .finally(() => setBusy(false));
  };
  return (
    <form
      className="form narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Input
        ref={field}
        label={
          <>
            Code reçu par <Unbroken>e-mail</Unbroken>
          </>
        }
        hint="6 chiffres"
        width="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onChange={setCode}
        error={fault ?? givenFault}
      />
      <div className="actions">
        <Button type="submit" busy={busy ? working : false}>
          {action}
        </Button>
        {children}
      </div>
    </form>
  );
};
