using Xunit;
namespace MergeDsl.Generator.Tests.Corpus;
public class ShowTests
{
    [Fact]
    public void Show()
    {
        foreach (string file in (string[])["wrong.txt", "right.txt"])
        {
            if (!File.Exists(MergeDsl.Testing.Repository.Path("tests", "MergeDsl.Generator.Tests", "Corpus", file))) continue;
            var project = new CorpusProject(file);
            File.WriteAllText("/tmp/show-" + file, string.Concat(project.Cases.Select(pair => $"### {pair.Key}\n{Markup.Show(pair.Value.Text, project.Found(pair.Key))}\n\n")));
        }
    }
}
