using System.Reflection;
using Xunit;

namespace MergeDsl.Core.Tests.Rules;

/// <summary>Null where the types of a declaration say that something stands is one diagnostic, never a fault of MergeDsl.</summary>
public class NullPartTests
{
    private static Model A => "a";

    private static Model B => new("b") { Revision = "main" };

    private static Tokenizer Tokens =>
        new((TokenizerSource)A) { Tokens = [("<a>", TokenEmbedding.Of(A, "<b>")), ("<c>", A), new("<d>", new TokenEmbedding("zero"))] };

    /// <summary>Declarations that have every kind of part.</summary>
    private static readonly Func<Merge>[] Declarations =
    [
        () =>
            new Ties
            {
                BaseModel = A,
                Models = [A, new(B) { Weight = [("mlp", Gradient.Of(0, 1)), 0.5], Density = Gradient.Of(0.2, 0.5) }],
                Tokenizer = Tokens,
                ChatTemplate = "chatml",
            },
        () =>
            new Slerp
            {
                T = 0.5,
                Slices = [new() { BaseModel = A, Sources = [A.Layers[0..8], new(B.Layers[0..8])] }],
                BaseModel = A,
            },
        () => new Passthrough { Slices = [A.Layers[0..8], B.Layers[4..8].Scaled([("o_proj", 0), 1]), A.Layers[^1..].Transparent()] },
        () => new Passthrough { Modules = [new("text") { Slices = [A.Layers[0..8]] }, new("vision") { Models = [A] }] },
    ];

    [Fact]
    public void Null_in_any_place_is_said_or_harmless()
    {
        int said = 0;
        foreach (Func<Merge> make in Declarations)
        {
            for (int place = 0; Nulled(make(), place) is { } declaration; place++)
            {
                try
                {
                    MergePlan.Create((Merge)declaration);
                }
                catch (MergeException exception)
                {
                    Assert.DoesNotContain(exception.Diagnostics, diagnostic => diagnostic.Id == "MDSL0901");
                    said += exception.Diagnostics.Count(diagnostic => diagnostic.Id == "MDSL0202");
                }
            }
        }
        Assert.True(said >= 60, $"{said}");
    }

    [Fact]
    public void A_null_has_the_path_of_its_part()
    {
        string[] paths =
        [
            .. DeclarationParts
                .Of(
                    new Passthrough
                    {
                        Slices = [A.Layers[0..8], null!, new LayerRange(null!, 0..8), new Passthrough.Slice(null!)],
                        Tokenizer = new(TokenizerSource.Union) { Tokens = [null!, ("<a>", new TokenEmbedding("model"))] },
                    }
                )
                .Missing.Select(diagnostic => diagnostic.Path.Text),
        ];
        Assert.Equal(
            [
                "slices[1]",
                "slices[2].sources[0].model",
                "slices[3].sources[0].layer_range",
                "tokenizer.tokens[0]",
                "tokenizer.tokens[1].source.model",
            ],
            paths
        );
    }

    [Fact]
    public void No_declaration_and_no_text_are_arguments_that_are_null()
    {
        Assert.Throws<ArgumentNullException>(() => MergePlan.Create(null!));
        Assert.Throws<ArgumentNullException>(() => (Model)(string)null!);
        Assert.Throws<ArgumentNullException>(() => (Model)(MergePlan)null!);
    }

    /// <summary>The object with its part of a number null: a property, or an element of a list, however deep; null where there are not so many.</summary>
    private static object? Nulled(object whole, int place)
    {
        int left = place;
        return Visit(whole, ref left) && left < 0 ? whole : null;
    }

    /// <summary>Counts down over the parts and makes the one at 0 null; whether it was reached.</summary>
    private static bool Visit(object whole, ref int left)
    {
        for (Type? type = whole.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                object? part = field.GetValue(whole);
                if (part is null or int or bool or double or Enum or Range || field.FieldType == typeof(MethodSchema))
                    continue;
                bool found;
                if (field.FieldType.IsValueType)
                    found = Visit(part, ref left);
                else if (part is Array { Rank: 1 } array)
                    found = Elements(array, ref left);
                else if (whole is not NamedSetting && left-- == 0)
                {
                    field.SetValue(whole, null);
                    return true;
                }
                else
                    found = part is not string && Visit(part, ref left);
                if (!found)
                    continue;
                // A struct was copied out of its field.
                field.SetValue(whole, part);
                return true;
            }
        }
        return false;
    }

    private static bool Elements(Array array, ref int left)
    {
        for (int i = 0; i < array.Length; i++)
        {
            object? element = array.GetValue(i);
            if (element is null or double)
                continue;
            bool found;
            if (element.GetType().IsValueType)
                found = Visit(element, ref left);
            else if (left-- == 0)
            {
                array.SetValue(null, i);
                return true;
            }
            else
                found = element is not string && Visit(element, ref left);
            if (!found)
                continue;
            array.SetValue(element, i);
            return true;
        }
        return false;
    }
}
