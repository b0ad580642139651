namespace MergeDsl;

/// <summary>Marks a static partial class with a static property <c>Definition</c> of a merge type. It gets a property <c>Plan</c>: the merge checked, expanded and hashed by the compiler.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MergeAttribute : Attribute;
