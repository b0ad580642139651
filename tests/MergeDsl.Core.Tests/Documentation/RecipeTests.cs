using System.Text.RegularExpressions;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Documentation;

/// <summary>The recipes of CONTRIBUTING.md: every file that one of them names exists.</summary>
public partial class RecipeTests
{
    private static readonly string[] Recipes =
    [
        "A method",
        "A dtype",
        "A rule",
        "An option",
        "A family",
        "A key of the YAML",
        "An output file",
        "A construct of the evaluator",
    ];

    [Fact]
    public void Every_file_of_a_recipe_exists()
    {
        string page = File.ReadAllText(Repository.Path("CONTRIBUTING.md")).ReplaceLineEndings("\n");
        string section = page.Split("\n## Where to change what\n")[1].Split("\n## ")[0];
        string[] recipes = section.Split("\n### ")[1..];
        Assert.Equal(Recipes, recipes.Select(recipe => recipe.Split('\n')[0]));
        foreach (string recipe in recipes)
        {
            string[] paths = [.. CodePath().Matches(recipe).Select(match => match.Groups[1].Value)];
            Assert.True(paths.Length >= 3, recipe);
            Assert.All(paths, path => Assert.True(Exists(path), $"{recipe.Split('\n')[0]}: {path} does not exist"));
        }
    }

    /// <summary>A part in angle brackets stands for any text.</summary>
    private static bool Exists(string path)
    {
        string whole = Repository.Path(path.Split('/'));
        return path.Contains('<', StringComparison.Ordinal)
            ? Directory.EnumerateFiles(Path.GetDirectoryName(whole)!, Placeholder().Replace(Path.GetFileName(whole), "*")).Any()
            : File.Exists(whole) || Directory.Exists(whole);
    }

    [GeneratedRegex(@"(?:`|\()((?:runtime|generator|tests|docs|samples)/[^`)]+)(?:`|\))")]
    private static partial Regex CodePath();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Placeholder();
}
