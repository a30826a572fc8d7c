import type { NativeRoute } from "../route";
import { creditNoteCsvRoute } from "./credit-note-csv";
import { creditNotePdf } from "./credit-note-pdf";
import { downloadFile } from "./download-file";
import { invoiceFocus, periodFocus } from "./focus";
import { invoiceCsv } from "./invoice-csv";
import { invoicePdf } from "./invoice-pdf";
import { spendCsvRoute } from "./spend-csv";
import { streamEvents } from "./stream-events";
import { uploadRoute } from "./upload-file";

/** What is not JSON in, JSON out. */
export const nativeRoutes: readonly NativeRoute[] = [
  uploadRoute,
  downloadFile,
  streamEvents,
  invoiceCsv,
  invoicePdf,
  invoiceFocus,
  periodFocus,
  creditNoteCsvRoute,
  creditNotePdf,
  spendCsvRoute,
];
