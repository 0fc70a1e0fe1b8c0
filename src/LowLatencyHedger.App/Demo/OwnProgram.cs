using System.Diagnostics;
using System.Reflection;

namespace LowLatencyHedger.App.Demo;

/// <summary>Child processes of this same program, whether it was started by its own executable or by <c>dotnet</c>.</summary>
internal static class OwnProgram
{
    /// <summary>Both streams are redirected: the caller reads them to their ends.</summary>
    public static ProcessStartInfo StartInfo(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, Assembly.GetExecutingAssembly().GetName().Name + ".dll"));
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
