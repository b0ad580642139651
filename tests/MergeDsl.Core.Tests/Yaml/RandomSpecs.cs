using CsCheck;

namespace MergeDsl.Core.Tests.Yaml;

/// <summary>Random specs that hold what the schema of their method reads, with names that are awkward to write.</summary>
internal static class RandomSpecs
{
    private static Gen<T> Const<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static readonly Gen<string> Name = Gen.OneOf(
        Const(
            "openchat/openchat-3.5-0106",
            "a",
            "12",
            "1e5",
            "yes",
            "null",
            "~",
            "-",
            "- x",
            "#x",
            "a #b",
            "a: b",
            "a:b",
            "x:",
            "C:\\models\\my model",
            "D:/x y",
            "\\\\server\\share",
            "'quoted'",
            "\"q\"",
            "it's",
            "модель/é😀",
            "a@b@c",
            "with+plus",
            "union",
            "base",
            "model:x",
            "[x]",
            "{x}",
            "*x",
            "&x",
            "!x",
            "|",
            ">",
            "%x",
            "@x",
            "`x`",
            "?",
            "2001-01-01",
            "=",
            "<<",
            "...",
            "---",
            "a,b",
            "tab\tinside",
            "trailing ",
            " leading",
            "0x1f",
            "1_000",
            "12:30",
            ".5",
            "inf"
        ),
        Gen.Char["abcXYZ019-_./:#@+ '\"\\"].Array[1, 12].Select(letters => new string(letters))
    );

    private static readonly Gen<Model> AnyModel = Gen.Select(
        Name,
        Name.Null(),
        Name.Null(),
        Name.Null(),
        Const<string?>(null, null, null, "LlamaForCausalLM"),
        (id, revision, adapter, adapterRevision, architecture) =>
            new Model(id)
            {
                Revision = revision,
                Adapter = adapter,
                AdapterRevision = adapter is null ? null : adapterRevision,
                OverrideArchitecture = architecture,
            }
    );

    private static readonly Gen<double> Number = Gen.OneOf(
        Const(0, -0.0, 1, 0.5, 1e-10, 1e22, 5e-324, 1.0 / 3, -2, double.MaxValue),
        Gen.Double[-10, 10]
    );

    private static Gen<double> Value(ParameterSchema parameter) =>
        parameter.Type switch
        {
            ParameterType.Boolean => Const(0.0, 1.0),
            ParameterType.Integer => Gen.Int[-5, 100000].Select(number => (double)number),
            _ => Number,
        };

    private static Gen<EquatableArray<RuleSpec>> Setting(ParameterSchema parameter)
    {
        Gen<EquatableArray<double>> values = Gen.OneOf(Value(parameter).Array[1], Value(parameter).Array[2, 6])
            .Select(array => EquatableArray.Create(array));
        Gen<string?> filter = Const<string?>(null, "mlp", "self_attn", "layers.4.", "model.norm", "12", "a: b", " x", "#");
        return Gen.OneOf(
            values.Select(only => (EquatableArray<RuleSpec>)[new RuleSpec(null, only)]),
            Gen.Select(filter, values, (name, value) => new RuleSpec(name, value)).Array[1, 4].Select(rules => EquatableArray.Create(rules))
        );
    }

    private static Gen<EquatableArray<ParameterSpec>> Parameters(IEnumerable<ParameterSchema> readable)
    {
        Gen<List<ParameterSpec>> all = Gen.Const(new List<ParameterSpec>());
        foreach (ParameterSchema parameter in readable)
        {
            all = Gen.Select(
                all,
                Gen.Bool,
                Setting(parameter),
                (list, isSet, setting) => isSet ? [.. list, new(parameter.Name, setting)] : list
            );
        }
        return all.Select(list => list.ToEquatableArray());
    }

    private static Gen<EquatableArray<ParameterSpec>> OfInput(MethodSchema schema, Model model, Model? baseModel) =>
        Parameters(
            schema.Parameters.Where(parameter =>
                parameter.Scope == ParameterScope.EveryInput
                || (parameter.Scope == ParameterScope.InputsWithoutBase && !model.Equals(baseModel))
            )
        );

    private static Gen<InputSpec> Input(MethodSchema schema, Model? baseModel) =>
        AnyModel.SelectMany(model => OfInput(schema, model, baseModel).Select(parameters => new InputSpec(model, parameters)));

    private static Gen<SliceSpec> Slice(MethodSchema schema, Model? baseModel) =>
        AnyModel
            .Null()
            .SelectMany(own =>
            {
                Gen<SourceSpec> source = Gen.Select(AnyModel, Gen.Int[0, 80], Gen.Int[0, 80])
                    .SelectMany(
                        (model, start, end) =>
                            OfInput(schema, model, own ?? baseModel)
                                .Select(parameters => new SourceSpec(model, new Range(start, end), parameters))
                    );
                return Gen.Select(
                    source.Array[0, 3],
                    Parameters(schema.Parameters),
                    (sources, parameters) => new SliceSpec(EquatableArray.Create(sources), own, parameters)
                );
            });

    private static readonly Gen<TokenEmbedding> Embedding = Gen.OneOf(
        Gen.Const(TokenEmbedding.Zero),
        Gen.Const(TokenEmbedding.Unsaid),
        AnyModel.Select(model => new TokenEmbedding("model", model)),
        Gen.Select(AnyModel, Name, TokenEmbedding.Of),
        Gen.Select(AnyModel, Gen.Int[0, 99], TokenEmbedding.Of)
    );

    private static readonly Gen<Tokenizer> Tokenizer = Gen.Select(
        Gen.OneOf(Gen.Const(TokenizerSource.Union), Gen.Const(TokenizerSource.Base), AnyModel.Select(model => (TokenizerSource)model)),
        Const<int?>(null, 64),
        Gen.Select(
            Gen.OneOf(Const("<|im_start|>", "</s>", "\n", "<0x0A>", "🙂"), Name),
            Embedding,
            Gen.Bool,
            (text, embedding, force) => new Token(text, embedding) { Force = force }
        ).Array[0, 3],
        (source, multiple, tokens) =>
            new Tokenizer(source)
            {
                PadToMultipleOf = multiple,
                Tokens = tokens.GroupBy(token => token.Text).Select(group => group.First()).ToEquatableArray(),
            }
    );

    private static readonly Gen<string> Template = Const(
        "chatml",
        "auto",
        "{% for m in messages %}{{ m }}\n  {{ x }}\n\n{% endfor %}",
        "{{ a }}\n",
        "\n{{ a }}",
        " {{ a }}\nb\n\n",
        "{{ 'a: #b' }}\r\n",
        "{{ a }}\n\tb  \nc",
        "{{ a }}\n   \nc"
    );

    public static readonly Gen<MergeSpec> All = Gen.Select(Const<MethodSchema>([.. MethodSchemas.All]), AnyModel.Null())
        .SelectMany(
            (schema, baseModel) =>
                Gen.Select(
                        Gen.Int[0, 2],
                        Input(schema, baseModel).Array[1, 4],
                        Slice(schema, baseModel).Array[1, 4],
                        Parameters(schema.Parameters),
                        Gen.Select(Gen.Enum<DType>(), Gen.Enum<DType>(), Tokenizer.Null(), Template.Null()),
                        Parameters(schema.Parameters)
                    )
                    .Select(
                        (form, models, slices, parameters, rest, own) =>
                            new MergeSpec
                            {
                                Method = schema.Name,
                                BaseModel = baseModel,
                                Models = form == 0 ? EquatableArray.Create(models) : [],
                                Slices = form == 1 ? EquatableArray.Create(slices) : [],
                                Modules =
                                    form == 2
                                        ?
                                        [
                                            new ModuleSpec("text_decoder", EquatableArray.Create(models), [], own),
                                            new ModuleSpec("vision: tower", [], EquatableArray.Create(slices), []),
                                        ]
                                        : [],
                                Parameters = parameters,
                                DType = rest.Item1,
                                OutDType = rest.Item2,
                                Tokenizer = rest.Item3,
                                ChatTemplate = rest.Item4,
                            }
                    )
        );
}
