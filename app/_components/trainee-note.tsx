import { Badge } from "./ui/badge";

/** Stands wherever the trainee does: nobody should take it for a language model. */
export function TraineeNote() {
  return <Badge tone="caution">Rule-based, not a language model</Badge>;
}
