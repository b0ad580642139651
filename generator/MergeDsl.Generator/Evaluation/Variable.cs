using System.Reflection;
using System.Runtime.CompilerServices;

namespace MergeDsl.Generator.Evaluation;

/// <summary>A variable in the sense of C#: what is assigned, and what <c>ref</c>, <c>out</c> and <c>in</c> refer to. Values of structs are never changed in place: a variable gets a new value with one part changed, so copies need no copying.</summary>
internal abstract class Variable
{
    public abstract object? Value { get; set; }
}

/// <summary>A variable of its own: a captured local, or a temporary.</summary>
internal sealed class Cell(object? value = null) : Variable
{
    private object? held = value;

    public override object? Value
    {
        get => held;
        set => held = value;
    }
}

/// <summary>A struct of the program in a box: all who have the box see a change.</summary>
internal sealed class BoxVariable(ProgramObject box) : Variable
{
    public override object? Value
    {
        get => box;
        set => ((ProgramObject)value!).Fields.CopyTo(box.Fields, 0);
    }
}

/// <summary>A local variable or parameter of a call.</summary>
internal sealed class SlotVariable(object?[] slots, int slot) : Variable
{
    public override object? Value
    {
        get => slots[slot];
        set => slots[slot] = value;
    }
}

/// <summary>A field of an object of a class of the program.</summary>
internal sealed class FieldVariable(ProgramObject instance, int slot) : Variable
{
    public override object? Value
    {
        get => instance.Fields[slot];
        set => instance.Set(slot, value);
    }
}

/// <summary>A field of a variable of a struct of the program.</summary>
internal sealed class PartVariable(Variable whole, ProgramType type, int slot) : Variable
{
    public override object? Value
    {
        get => Whole.Fields[slot];
        set => whole.Value = Whole.With(slot, value);
    }

    private ProgramObject Whole => (ProgramObject?)whole.Value ?? type.Default;
}

/// <summary>A field of a variable of a struct of the runtime, such as an element of a tuple.</summary>
internal sealed class HostFieldVariable(Variable whole, FieldInfo member) : Variable
{
    public override object? Value
    {
        get => member.GetValue(whole.Value);
        set
        {
            object copy = RuntimeHelpers.GetObjectValue(whole.Value)!;
            member.SetValue(copy, value);
            whole.Value = copy;
        }
    }
}

/// <summary>An element of an array.</summary>
internal sealed class ElementVariable(Array array, int[] indices) : Variable
{
    public override object? Value
    {
        get => array.GetValue(indices);
        set
        {
            Evaluator.Current.Changing(array);
            array.SetValue(value, indices);
        }
    }
}

/// <summary>A variable that two functions read and write: a property, an indexer, a static field.</summary>
internal sealed class AccessedVariable(Func<object?> get, Action<object?> set) : Variable
{
    public override object? Value
    {
        get => get();
        set => set(value);
    }
}
