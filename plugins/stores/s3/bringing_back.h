/// Brings an object back from the bin, never over another.
///
/// versitygw and Ceph 16 ignore If-None-Match when they copy, and honour it when an object is written. What is
/// small is therefore read and written, what is larger is copied into the parts of an upload, and the upload
/// completed on that condition. Ceph 16 ignores it there: a look right before is all that can be had.
#pragma once

#include "copying.h"

namespace winnow::s3 {

/// Writes what `source` is, as HEAD told it, with all that belongs to it, to the key `to` where nothing is, and
/// proves it (proof.h). An answer that does not come is asked for again as long as a look finds nothing at `to`.
/// Throws Setback (batch.h): OCCUPIED where something is at `to`, after a lost answer perhaps the object itself;
/// GONE or CHANGED where the source is no longer as it was told, REFUSED where it would not be what the source is,
/// FAILED otherwise; and Error.
Head bring_back(const Bucket& bucket, const Head& source, const std::string& to, const CopySizes& sizes = {});

}  // namespace winnow::s3
