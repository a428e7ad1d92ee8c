import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ProfileView } from "../../../../../shared/declarations/declaring.ts";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Input } from "../../../../ui/input.tsx";
import { changeProfile, keepProfile } from "./declaring-queries.ts";

const numbers = {
  sacemClientNumber: { label: "Numéro client SACEM", hint: "Sur vos factures SACEM" },
  sacdDeclarantId: {
    label: "Identifiant SACD",
    hint: "Sur votre facture SACD, sous «\u00a0Déclarant\u00a0»",
  },
} as const;
type NumberKey = keyof typeof numbers;

/** Numbers kept once for the organisation, filled here when they are missing. */
export function ProfileNumbers({
  profile,
  sacem,
  sacd,
}: {
  profile: ProfileView;
  sacem: boolean;
  sacd: boolean;
}) {
  return (
    <>
      {sacem && <OneNumber profile={profile} name="sacemClientNumber" />}
      {sacd && <OneNumber profile={profile} name="sacdDeclarantId" />}
    </>
  );
}

function OneNumber({ profile, name }: { profile: ProfileView; name: NumberKey }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState<string>();
  const { label, hint } = numbers[name];
  const may = profile.allowed.includes("profile.edit");
  const saving = useMutation({
    mutationFn: (value: string | null) => {
      const { allowed, ...kept } = profile;
      return changeProfile({ ...kept, [name]: value });
    },
    onSuccess: (saved) => {
      keepProfile(client, saved);
      setTyped(undefined);
    },
  });
  const digits = typed?.replace(/\s/g, "");
  const wrong = digits !== undefined && digits !== "" && !/^\d{1,10}$/.test(digits);
  return (
    <Input
      id={`champ-profile.${name}`}
      label={label}
      hint={may ? hint : "Un déclarant ou un administrateur le remplit"}
      inputMode="numeric"
      autoComplete="off"
      placeholder="À compléter"
      readOnly={!may}
      value={typed ?? profile[name] ?? ""}
      error={wrong ? "1 à 10 chiffres." : saving.isError ? refusalWords(saving.error) : undefined}
      onChange={setTyped}
      onBlur={() => {
        if (digits !== undefined && !wrong && digits !== (profile[name] ?? ""))
          saving.mutate(digits === "" ? null : digits);
      }}
      suggestion={
        saving.isSuccess && typed === undefined ? (
          <p className="small mention">Enregistré pour toutes vos déclarations.</p>
        ) : undefined
      }
    />
  );
}
