using System.Diagnostics;
using System.Reflection;

namespace LowLatencyHedger.App.Demo;

/// <summary>
/// Child processes of this same program, whether it was started by its own executable or by <c>dotnet</c>; a program that uses it as a library
/// has it beside itself.
/// </summary>
internal static class OwnProgram
{
    /// <summary>Both streams are redirected: the caller reads them to their ends.</summary>
    public static ProcessStartInfo StartInfo(params IEnumerable<string> arguments)
    {
        var program = Assembly.GetExecutingAssembly();
        var beside = Path.Combine(AppContext.BaseDirectory, program.GetName().Name!);
        var isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        var start = new ProcessStartInfo(isHosted || Assembly.GetEntryAssembly() == program ? Environment.ProcessPath! : beside)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        if (isHosted)
        {
            start.ArgumentList.Add(beside + ".dll");
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
