using MergeDsl;

namespace Samples;

/// <summary>The checkpoint, typed: its members come from the manifest that is named here.</summary>
[Checkpoint("tiny-mistral-32l.checkpoint.json")]
public static partial class TinyMistral;
