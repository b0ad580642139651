using MergeDsl.Checkpoints;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Checkpoints;

public sealed class ModelResolverTests : IDisposable
{
    private readonly TemporaryDirectory root = new();
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal);

    public ModelResolverTests()
    {
        foreach (string name in (string[])["home", "work", "configuration", "models"])
            Directory.CreateDirectory(root.Path(name));
        environment["HOME"] = root.Path("home");
    }

    public void Dispose() => root.Dispose();

    private ModelResolver Resolver(bool modelsDirectory = true) =>
        new(modelsDirectory ? root.Path("models") : null, root.Path("configuration"), root.Path("work"), environment.GetValueOrDefault);

    private string? Find(Model model) => Resolver().Resolve(model).Directory;

    private string Says(Model model, bool modelsDirectory = true)
    {
        ModelResolution resolution = Resolver(modelsDirectory).Resolve(model);
        return Assert.Single(resolution.Diagnostics).ToString().Replace(root, "ROOT", StringComparison.Ordinal);
    }

    private string Make(params string[] parts) => Directory.CreateDirectory(root.Path(parts)).FullName;

    [Fact]
    public void Places_are_tried_in_order()
    {
        string[][] places =
        [
            ["home", ".cache", "huggingface", "hub", "models--org--name", "snapshots", "abcdef0123"],
            ["models", "org--name"],
            ["models", "name"],
            ["models", "org", "name"],
            ["configuration", "org", "name"],
            ["work", "org", "name"],
        ];
        root.Write("home/.cache/huggingface/hub/models--org--name/refs/main", "abcdef0123");
        foreach (string[] place in places)
        {
            string made = Make(place);
            Assert.Equal(made, Find("org/name"));
        }
        Assert.Equal(root.Path("models"), Find(root.Path("models")));
    }

    [Fact]
    public void The_cache_is_where_the_hub_s_own_tools_find_it()
    {
        void Cached(string cache)
        {
            root.Write($"{cache}/models--org--name/refs/main", "abcdef0123\n");
            string snapshot = Make(cache, "models--org--name", "snapshots", "abcdef0123");
            Assert.Equal(snapshot, Find("org/name"));
        }
        Cached("home/.cache/huggingface/hub");
        environment["XDG_CACHE_HOME"] = root.Path("xdg");
        Cached("xdg/huggingface/hub");
        environment["HF_HOME"] = root.Path("hf");
        Cached("hf/hub");
        environment["HUGGINGFACE_HUB_CACHE"] = root.Path("legacy");
        Cached("legacy");
        environment["HF_HUB_CACHE"] = "~/hub";
        Cached("home/hub");
    }

    [Fact]
    public void Revisions_are_branches_tags_commits_and_their_beginnings()
    {
        environment["HF_HUB_CACHE"] = root.Path("hub");
        string first = Make("hub", "models--org--name", "snapshots", "abcdef0123"),
            second = Make("hub", "models--org--name", "snapshots", "abcd999999");
        root.Write("hub/models--org--name/refs/main", "abcdef0123");
        root.Write("hub/models--org--name/refs/refs/pr/1", "abcd999999");
        Assert.Equal(first, Find("org/name"));
        Assert.Equal(second, Find("org/name@refs/pr/1"));
        Assert.Equal(second, Find("org/name@abcd999999"));
        Assert.Equal(second, Find("org/name@abcd9"));
        Assert.Equal(
            "error MDSL0501: the model 'org/name' is in the hub's cache, but not its revision 'abcd'; it has 'main', 'refs/pr/1', 'abcd999999' and 1 more: name one of these, or download it",
            Says("org/name@abcd")
        );
        Assert.Contains("not its revision '../main'", Says("org/name@../main"));
        File.Delete(root.Path("hub", "models--org--name", "refs", "main"));
        Assert.Contains("not its revision 'main'", Says("org/name"));
    }

    [Fact]
    public void What_is_not_found_is_said_with_a_cure()
    {
        Make("models", "openchat-3.5-0106");
        Make("work", "llama-a-bf16");
        environment["HF_HUB_CACHE"] = root.Path("hub");
        Make("hub", "models--mistralai--Mistral-7B-v0.1");
        Assert.Equal(
            "error MDSL0501: the model 'llama-a-bf-61' is not found: no directory of that name, none in --models-dir 'ROOT/models', none in the hub's cache 'ROOT/hub'; did you mean 'llama-a-bf16'?",
            Says("llama-a-bf-61")
        );
        Assert.EndsWith("did you mean 'mistralai/Mistral-7B-v0.1'?", Says("mistralai/Mistral-7B-v.01"), StringComparison.Ordinal);
        Assert.EndsWith("did you mean 'openchat-3.5-0106'?", Says("openchat/openchat-3.5-1006"), StringComparison.Ordinal);
        Assert.EndsWith(
            "none in the hub's cache 'ROOT/hub'; download it (hf download org/other-model), or name the directory that holds it with --models-dir",
            Says("org/other-model", modelsDirectory: false),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "error MDSL0501: the model './nowhere/at/all' is not found: no directory of that name, none in --models-dir 'ROOT/models'; correct the path",
            Says("./nowhere/at/all")
        );
        root.Write("work/model.safetensors", "x");
        Assert.Equal(
            "error MDSL0501: the model 'model.safetensors' is a file; name the directory that holds it",
            Says("model.safetensors")
        );
        Assert.Equal("error MDSL0116: 'a@b@c' is no reference to a model; write path[@revision][+adapter[@revision]]", Says("a@b@c"));
    }

    [Fact]
    public void Adapters_are_looked_for_and_not_folded_yet()
    {
        string model = Make("work", "model");
        Make("models", "not-an-adapter");
        root.Write("models/lora/adapter_config.json", "{}");
        Assert.Contains("error MDSL0511: the adapter 'no-such-adapter' is not found", Says("model+no-such-adapter"));
        Assert.Equal(
            "error MDSL0511: 'not-an-adapter' is no adapter: 'ROOT/models/not-an-adapter' has no adapter_config.json; name the directory that holds it",
            Says("model+not-an-adapter")
        );
        Assert.Equal(
            "error MDSL0314: folding LoRA adapters is not supported yet; merge 'lora' into its model with PEFT first",
            Says("model+lora")
        );
        Assert.Equal(model, Find("model+lora"));
        Assert.Equal("slices[0]", Resolver().Resolve("nothing", new SpecPath("slices[0]")).Diagnostics[0].Path.Text);
    }
}
