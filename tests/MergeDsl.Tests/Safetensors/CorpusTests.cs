using MergeDsl.Json;
using MergeDsl.Safetensors;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Safetensors;

/// <summary>The reader agrees with the reference reader about malformed and odd files.</summary>
public class CorpusTests
{
    [SharedFact]
    public void Verdicts_are_those_of_the_reference()
    {
        JsonObject verdicts = JsonReader.Parse(File.ReadAllText(SharedData.Path("corpus", "safetensors", "verdicts.json"))).AsObject!;
        Assert.NotEmpty(verdicts.Members);
        foreach ((string name, JsonValue verdict) in verdicts.Members)
        {
            bool accepted = SafetensorsHeader.TryRead(
                SharedData.Path("corpus", "safetensors", name + ".safetensors"),
                out SafetensorsHeader? header,
                out MergeDiagnostic? fault
            );
            bool expected = verdict.At("accepted")!.AsBoolean!.Value && name != "duplicate-name";
            Assert.True(accepted == expected, $"{name}: {fault}");
            if (!accepted)
            {
                Assert.Equal("MDSL0504", fault!.Id);
                Assert.NotNull(fault.Place);
                continue;
            }
            IEnumerable<string> tensors = header!.Tensors.Select(t => $"{t.Name} {t.DType.Name()} {t.Shape}").Order(StringComparer.Ordinal);
            IEnumerable<string> seen = verdict
                .At("tensors")!
                .AsObject!.Members.Select(m =>
                    $"{m.Key} {m.Value.AsArray!.Items[0].AsString} [{string.Join(", ", m.Value.AsArray.Items[1].AsArray!.Items)}]"
                )
                .Order(StringComparer.Ordinal);
            Assert.Equal(seen, tensors);
        }
    }

    [SharedFact]
    public void Layouts_are_those_of_the_reference_writer()
    {
        string[] files =
        [
            .. Directory
                .EnumerateFiles(SharedData.Path("goldens"), "*.safetensors", SearchOption.AllDirectories)
                .Concat(Directory.EnumerateFiles(SharedData.Path("checkpoints"), "*.safetensors", SearchOption.AllDirectories)),
        ];
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            Assert.True(SafetensorsHeader.TryRead(file, out SafetensorsHeader? header, out MergeDiagnostic? fault), fault?.ToString());
            SafetensorsLayout layout = SafetensorsLayout.Create(
                header.Tensors.Reverse().Select(t => (t.Name, t.DType, t.Shape)),
                header.Metadata.Count == 0 ? null : header.Metadata
            );
            using FileStream stream = File.OpenRead(file);
            byte[] expected = new byte[header.DataStart];
            stream.ReadExactly(expected);
            Assert.True(layout.Header.Span.SequenceEqual(expected), file);
            Assert.Equal(header.Tensors, layout.Tensors);
            Assert.Equal(stream.Length, layout.FileLength);
        }
    }
}
