import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { Representatives } from "../representatives.tsx";
import { AssessmentBlock } from "./assessment-block.tsx";
import { ConclusionBlock } from "./conclusion-block.tsx";
import { DatesBlock } from "./dates-block.tsx";
import { DisputeBlock } from "./dispute-block.tsx";
import { ReceptionBlock } from "./reception-block.tsx";
import { RequesterBlock } from "./requester-block.tsx";
import { TagsBlock } from "./tags-block.tsx";
import "../../../../ui/agent/forms.css";
import "./synthesis.css";

/** Everything of a case but what was written: read blocks, each changed in place and saved alone (agent screens, §4). */
export function SynthesisTab({ found }: { found: CaseView }) {
  const mayEdit = found.allowed.includes("case.edit");
  const mayDecide = found.allowed.includes("case.decide");
  return (
    <div className="synthesis">
      <AssessmentBlock found={found} may={mayDecide} />
      <DisputeBlock found={found} may={mayEdit} />
      <ReceptionBlock found={found} may={mayEdit} />
      <DatesBlock found={found} may={mayDecide} />
      <RequesterBlock found={found} may={mayEdit} />
      <Representatives found={found} />
      <ConclusionBlock found={found} may={mayDecide} />
      <TagsBlock found={found} may={mayDecide} />
    </div>
  );
}
