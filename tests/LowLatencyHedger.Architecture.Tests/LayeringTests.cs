using System.Diagnostics;
using System.Xml.Linq;

namespace LowLatencyHedger.Architecture.Tests;

public sealed class LayeringTests
{
    [Fact]
    public void AssemblyReferences_Everywhere_AreInTheTable()
    {
        var table = XDocument.Load(Path.Combine(ProductAssemblies.RepositoryRoot, "tools/build/Layering.targets"))
            .Descendants("MayReference")
            .ToDictionary(row => row.Attribute("Condition")!.Value.Split('\'')[3], row => row.Value.Split(';', StringSplitOptions.RemoveEmptyEntries));

        foreach (var assembly in ProductAssemblies.All)
        {
            var name = ProductAssemblies.LayerOf(assembly.GetName());
            var references = assembly.GetReferencedAssemblies()
                .Where(reference => reference.Name!.StartsWith(ProductAssemblies.Prefix, StringComparison.Ordinal))
                .Select(ProductAssemblies.LayerOf);

            Assert.True(table.ContainsKey(name), $"{name} has no row");
            Assert.All(references, reference => Assert.Contains(reference, Closure(table, name)));
        }
    }

    [Fact]
    public void Build_WithAForbiddenReference_Fails()
    {
        var project = Path.Combine(ProductAssemblies.RepositoryRoot, "src/LowLatencyHedger.Core/LowLatencyHedger.Core.csproj");

        // %3B: a bare semicolon would end the property.
        var (allowedExit, _) = Run(project, "-p:MayReference=%3BPrimitives%3BPricing%3B");
        var (forbiddenExit, output) = Run(project, "-p:MayReference=%3BPrimitives%3B");

        Assert.Equal(0, allowedExit);
        Assert.NotEqual(0, forbiddenExit);
        Assert.Contains("may not reference Pricing", output, StringComparison.Ordinal);
    }

    /// <summary>What may be used directly, and what that uses: types of a lower layer reach through the ones between.</summary>
    private static HashSet<string> Closure(Dictionary<string, string[]> table, string name)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(table[name]);
        while (open.TryPop(out var next))
        {
            if (reached.Add(next))
            {
                foreach (var further in table[next])
                {
                    open.Push(further);
                }
            }
        }

        return reached;
    }

    private static (int ExitCode, string Output) Run(string project, string property)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-t:CheckLayering", "-nologo", property])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
