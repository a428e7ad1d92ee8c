import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { declareIndependence, independenceQuery } from "./hand-queries.ts";
import { mayInMediation } from "./rights.ts";
import "./hands.css";

/** Shows the service, once its mediators have declared their independence; to others at once. */
export function IndependenceGate({ space, children }: { space: AgentSpace; children: ReactNode }) {
  const handles = mayInMediation(space, "case.bulk");
  const query = useQuery({ ...independenceQuery(space.organisation.id), enabled: handles });
  return handles && query.data?.due ? <Declaration space={space} /> : children;
}

/** The declaration that the law asks of an authority's mediator, once; its day is kept (mediation.md §2 (f)). */
function Declaration({ space }: { space: AgentSpace }) {
  useTitle("Déclaration d’indépendance");
  const id = useId();
  const client = useQueryClient();
  const { organisation } = space;
  const [agreed, setAgreed] = useState(false);
  const [missing, setMissing] = useState(false);
  const declare = useMutation({
    mutationFn: () => declareIndependence(organisation.id),
    onSuccess: (answer) => client.setQueryData(independenceQuery(organisation.id).queryKey, answer),
  });
  return (
    <div className="agent-page declaration">
      <PageTitle>Avant de commencer</PageTitle>
      <p>
        La loi veut que le médiateur d’une collectivité n’en soit ni élu, ni agent. Guichet vous demande de le
        déclarer une fois ; la date en est gardée.
      </p>
      {declare.isError && <Alert severity="error" title={refusalWords(declare.error)} />}
      {missing && <Alert severity="error" title="Cochez la case pour déclarer votre indépendance." />}
      <Checkbox
        id={`${id}-agreed`}
        label={`Je déclare n’être ni élu, ni agent de « ${organisation.name} »`}
        hint="Si ce n’est pas le cas, prévenez la personne qui administre votre organisation."
        checked={agreed}
        onChange={setAgreed}
      />
      <Button
        busy={declare.isPending && "Enregistrement…"}
        onClick={() => {
          setMissing(!agreed);
          if (agreed) declare.mutate();
        }}
      >
        Déclarer mon indépendance
      </Button>
    </div>
  );
}
