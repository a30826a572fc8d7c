import type { NativeRoute } from "../route";
import { downloadFile } from "./download-file";
import { invoiceCsv } from "./invoice-csv";
import { spendCsvRoute } from "./spend-csv";
import { streamEvents } from "./stream-events";
import { uploadRoute } from "./upload-file";

/** What is not JSON in, JSON out. */
export const nativeRoutes: readonly NativeRoute[] = [uploadRoute, downloadFile, streamEvents, invoiceCsv, spendCsvRoute];
