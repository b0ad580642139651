namespace MergeDsl.App;

/// <summary>The command line asks for what is not there: exit code 2, whatever else is right.</summary>
internal sealed class WrongCommandLineException(string message) : Exception(message);
