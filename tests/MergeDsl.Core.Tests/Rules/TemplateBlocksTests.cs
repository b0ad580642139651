using Xunit;

namespace MergeDsl.Core.Tests.Rules;

public class TemplateBlocksTests
{
    [Theory]
    [InlineData("{% for m in messages %}{{ m }}{% endfor %}")]
    [InlineData("{%- if a -%}{# if b #}{%- endif -%}")]
    [InlineData("{{ '}}' }}{% if x == \"%}\" %}{% endif %}")]
    [InlineData("{{ 'it\\'s }}' }}")]
    [InlineData("{# it's #}")]
    [InlineData("{ {a} {")]
    [InlineData("{% raw %}{% if a %} {{ {# {%- endraw -%}{% if a %}{% endif %}")]
    [InlineData("{%+ raw -%}{{ '{%\n endraw +%}")]
    [InlineData("{% set x %}{% endset %}{% endblock %}")]
    public void A_template_that_closes(string template) => Assert.Null(TemplateBlocks.Problem(template));

    [Theory]
    [InlineData("{{ a", "'{{' has no '}}'; add it")]
    [InlineData("{{ '}}'", "'{{' has no '}}'; add it")]
    [InlineData("{% if a", "'{%' has no '%}'; add it")]
    [InlineData("a {# b", "'{#' has no '#}'; add it")]
    [InlineData("{% if a %}{% for b in c %}{% endfor %}", "'if' has no 'endif'; add it")]
    [InlineData("{% endif %}", "'endif' closes no 'if'; remove it, or close what is open before")]
    [InlineData("{% if a %}{% for b in c %}{% endif %}", "'endif' closes no 'if'; remove it, or close what is open before")]
    [InlineData("{% raw %}{% endif %}", "'raw' has no 'endraw'; add it")]
    [InlineData("{% raw %}{% endraw", "'raw' has no 'endraw'; add it")]
    [InlineData("{% endraw %}", "'endraw' closes no 'raw'; remove it, or close what is open before")]
    public void A_template_that_does_not(string template, string problem) => Assert.Equal(problem, TemplateBlocks.Problem(template));
}
