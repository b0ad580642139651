namespace MergeDsl.Kernels;

/// <summary>Marks the kernel of a built-in method: a class with one type parameter, the dtype in which it computes, and a constructor that takes the values of the method's parameters and the inputs. Generated code makes it.</summary>
/// <typeparam name="TMethod">The record that declares the method.</typeparam>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class KernelOfAttribute<TMethod> : Attribute
    where TMethod : Merge;
