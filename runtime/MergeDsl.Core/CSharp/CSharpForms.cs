using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl.CSharp;

/// <summary>The reasons why a spec has no form as a declaration.</summary>
internal static class CSharpForms
{
    public static IEnumerable<MergeDiagnostic> Check(MergeSpec spec)
    {
        if (MethodSchemas.Find(spec.Method) is not { } schema)
        {
            return [DiagnosticKinds.NoCSharpForm.At(new("merge_method"), $"the method {Printable.Quote(spec.Method)} has no type")];
        }
        List<MergeDiagnostic> refused = [];
        void CheckAll(EquatableArray<ParameterSpec> parameters, SpecPath scope)
        {
            foreach (ParameterSpec parameter in parameters)
            {
                if (schema.Find(parameter.Name) is not { Type: ParameterType.Integer })
                    continue;
                foreach (double value in parameter.Rules.SelectMany(rule => rule.Values))
                {
                    if (Math.Abs(value) > int.MaxValue)
                        refused.Add(
                            DiagnosticKinds.NoCSharpForm.At(
                                scope.Member(parameter.Name),
                                $"{Printable.Quote(parameter.Name)} is {Numbers.Format(value)}, beyond a whole number of 32 bits: write a smaller one"
                            )
                        );
                }
            }
        }
        void CheckForms(EquatableArray<InputSpec> models, EquatableArray<SliceSpec> slices, SpecPath path)
        {
            for (int i = 0; i < models.Count; i++)
                CheckAll(models[i].Parameters, path.Member("models").Element(i));
            for (int i = 0; i < slices.Count; i++)
            {
                SpecPath at = path.Member("slices").Element(i);
                CheckAll(slices[i].Parameters, at);
                for (int j = 0; j < slices[i].Sources.Count; j++)
                    CheckAll(slices[i].Sources[j].Parameters, at.Member("sources").Element(j));
                if (!schema.StacksLayers)
                    continue;
                if (slices[i].Sources.Count != 1)
                    refused.Add(
                        DiagnosticKinds.NoCSharpForm.At(
                            at,
                            $"{schema.Name} takes the layers of one source, this slice has {slices[i].Sources.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)}"
                        )
                    );
                else if (!slices[i].Parameters.IsEmpty && !slices[i].Sources[0].Parameters.IsEmpty)
                    refused.Add(
                        DiagnosticKinds.NoCSharpForm.At(
                            at,
                            "the slice and its only source both set 'scale': write one of them, with the rules of both"
                        )
                    );
            }
        }
        CheckAll(spec.Parameters, SpecPath.Root);
        CheckForms(spec.Models, spec.Slices, SpecPath.Root);
        foreach (ModuleSpec module in spec.Modules)
        {
            SpecPath at = new SpecPath("modules").Member(module.Name);
            CheckAll(module.Parameters, at);
            CheckForms(module.Models, module.Slices, at);
        }
        return refused;
    }
}
