using MergeDsl.Collections;
using MergeDsl.Json;

namespace MergeDsl.Manifests;

/// <summary>Facts about families: whether a layer whose residual writers are zero is the identity. Found by experiment, not by reasoning, for names do not tell.</summary>
internal static class Transparency
{
    private const string Exact = """
        afmoe apertus arcee aria_text axk1 axk2 aya_vision bailing_hybrid bamba bigbird_pegasus biogpt bitnet blenderbot bloom blt codegen cohere cohere2
        cohere2_moe cohere_compass_text cpmant ctrl cwm dbrx deepseek_v2 deepseek_v3 deepseek_v32 diffllama doge dots1 dots3_note_text ernie4_5 ernie4_5_moe
        exaone4 exaone4_5 exaone_moe falcon falcon_h1 falcon_mamba flex_olmo flint fuyu gemma gemma2 gemma3 gemma3_text gemma4 gemma4_text gemma4_unified
        gemma4_unified_text glm glm4 glm4_moe glm4_moe_lite glm4v glm_moe_dsa got_ocr2 gpt-sw3 gpt2 gpt_bigcode gpt_neo gpt_neox gpt_neox_japanese gpt_oss
        gptj granite granite_swa granitemoe granitemoe_swa granitemoehybrid granitemoeshared helium hrm_text hunyuan_v1_dense hunyuan_v1_moe hy_v3 hy_v4
        hyperclovax idefics2 idefics3 inkling_text internlm3 internvl iquestcoder jais2 jamba jetmoe kimi_k25 kimi_linear kolibri1 laguna lfm2 lfm2_moe
        lfm2_vl lfm3 llama llama4 llama4_text llava llava_next llava_onevision longcat_flash mamba mamba2 mbart megatron-bert mellum mimo_v2_flash minicpm3
        minimax_m2 minimax_m3_vl minimax_m3_vl_text ministral ministral3 mistral mistral3 mistral_large4 mixtral mllama modernbert modernbert-decoder moshi
        moss_transcribe_diarize mpt nanochat nemotron nemotron_h olmo olmo2 olmo3 olmo_hybrid olmoe opt ovis2 pegasus persimmon phi phi3 phi4_multimodal
        phimoe qwen2 qwen2_5_vl qwen2_moe qwen2_vl qwen3 qwen3_5 qwen3_5_moe qwen3_5_moe_text qwen3_5_text qwen3_moe qwen3_next qwen3_vl qwen3_vl_moe
        qwen4_exp_text recurrent_gemma reformer roberta-prelayernorm rwkv seed_oss smollm3 smolvlm solar_open stablelm starcoder2 t5 vaultgemma video_llama_3
        vipllava whisper xglm xlm-roberta-xl xlstm youtu zamba zamba2 zaya
        """;

    // Post-norm stacks, and a few that mix or rescale the stream in every layer.
    private const string Never = """
        albert bart beam bert bert-generation big_bird blenderbot-small camembert data2vec-text deberta deberta-v2 deepseek_v4 distilbert electra ernie
        flaubert funnel gemma3n gemma3n_text git layoutlm led longformer marian minimax mpnet mvp openai-gpt plbart prophetnet rembert roberta roc_bert
        roformer trocr xlm xlm-roberta xlnet xmod
        """;

    // Elsewhere a stack without a norm behind it is one that ends every layer with a norm.
    private const string WithoutFinalNorm = "bigbird_pegasus blt hrm_text nanochat olmo";

    private static readonly Lazy<HashSet<string>> ExactTypes = new(() => Words(Exact));
    private static readonly Lazy<HashSet<string>> NeverTypes = new(() => Words(Never));
    private static readonly Lazy<HashSet<string>> NormlessTypes = new(() => Words(WithoutFinalNorm));

    /// <summary>Indicates whether zeroing the writers makes a layer of a stack the identity; null where it is not known, with a note that says why.</summary>
    public static bool? Judge(StackManifest stack, HashSet<string> finalNorms, JsonObject config, List<string> notes)
    {
        if (stack.IsAuxiliary || stack.Kinds.IsEmpty)
            return null;
        string root = config["model_type"]?.AsString ?? "";
        string own = ConfigSections.ModelType(config, stack.CountKey is { } key ? ConfigSections.SectionOf(key) : "");
        if (NeverTypes.Value.Contains(root) || NeverTypes.Value.Contains(own) || IsPostNorm(stack))
            return false;
        bool main = stack.Name is "default" or "text_decoder" or "decoder" or "encoder" || !IsTower(stack);
        if (!main || stack.Prefix.IndexOf("patcher", StringComparison.Ordinal) >= 0)
            return null;
        bool known = ExactTypes.Value.Contains(own) || (ExactTypes.Value.Contains(root) && own.StartsWith(root, StringComparison.Ordinal));
        if (!NormlessTypes.Value.Contains(root) && !finalNorms.Contains("") && !finalNorms.Contains(stack.Name))
            return known || root.Length > 0 && ExactTypes.Value.Contains(root) ? false : Unknown("no norm was found behind the layers");
        if (!known)
            return Unknown(root.Length == 0 ? "config.json has no model_type" : $"the family {own} has not been measured");
        if (stack.ResidualWriters.IsEmpty)
            return Unknown("no tensor with a well-known name of a residual writer was found");
        if (!stack.ResidualScales.IsEmpty)
            return Unknown($"{string.Join(", ", stack.ResidualScales)} scales the residual stream itself and has to be 1");
        return true;

        bool? Unknown(string why)
        {
            notes.Add($"whether zeroing the residual writers below {stack.Prefix} makes a layer transparent is not known: {why}");
            return null;
        }
    }

    /// <summary>Indicates whether a family is one that was measured.</summary>
    public static bool IsMeasured(string modelType) => ExactTypes.Value.Contains(modelType) || NeverTypes.Value.Contains(modelType);

    // BERT's pattern: the norm lies in the same module as the projection and is applied to the sum of both.
    private static bool IsPostNorm(StackManifest stack) =>
        stack.Kinds.Any(kind => kind.Name is "attention.output.LayerNorm.weight")
        && stack.Kinds.Any(kind => kind.Name is "output.LayerNorm.weight");

    private static bool IsTower(StackManifest stack) =>
        stack.Name.IndexOf("tower", StringComparison.Ordinal) >= 0 || stack.Name.IndexOf("vision", StringComparison.Ordinal) >= 0;

    /// <summary>The names of the stacks that a norm follows; an empty one where the norm is of no stack alone.</summary>
    public static HashSet<string> FinalNorms(EquatableArray<TensorManifest> others) =>
        new(
            others
                .Where(tensor =>
                    tensor.WithinStack == StackPosition.After && TensorRoles.IsNorm(tensor.Name) && !TensorRoles.IsHead(tensor.Name)
                )
                .Select(tensor => tensor.Stack ?? ""),
            StringComparer.Ordinal
        );

    private static HashSet<string> Words(string text) =>
        new(text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
