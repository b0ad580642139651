using MergeDsl;

namespace Samples;

/// <summary>A model with a vocabulary of 32,002 tokens.</summary>
[Checkpoint("openchat-3.5-0106.checkpoint.json")]
public static partial class OpenChat;

/// <summary>The model that it was made from, with 32,000.</summary>
[Checkpoint("mistral-7b-v0.1.checkpoint.json")]
public static partial class Mistral;
