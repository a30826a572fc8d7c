import { fileView, uploadFile } from "#hiring";
import { requireMember } from "../../require-member";
import { answerJson } from "../answer";
import type { NativeRoute } from "../route";
import { receiveFile } from "./receive-file";

const permission = "job.hire";

export const uploadRoute: NativeRoute = {
  method: "POST",
  path: "/files",
  status: 201,
  summary: "Upload a file for a job: multipart/form-data, field “file”, up to 50 MB",
  tag: "Files",
  permission,
  upload: true,
  output: fileView,
  async answer({ request, ctx }) {
    const scope = requireMember(ctx, permission);
    const file = await receiveFile(request, (incoming) => uploadFile(scope, incoming));
    return answerJson(file, 201);
  },
};
