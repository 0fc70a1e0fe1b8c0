using System.Reflection;

namespace LowLatencyHedger.Architecture.Tests;

/// <summary>The product's own assemblies and where its sources are.</summary>
internal static class ProductAssemblies
{
    public const string Prefix = "LowLatencyHedger.";

    public static IReadOnlyList<Assembly> All { get; } = Directory
        .GetFiles(AppContext.BaseDirectory, Prefix + "*.dll")
        .Append(Path.Combine(AppContext.BaseDirectory, "hedger.dll"))
        .Where(path => !Path.GetFileName(path).Contains("Tests", StringComparison.Ordinal) && !path.EndsWith("Testing.dll", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(Assembly.LoadFrom)
        .ToList();

    /// <summary>The project's name without the common prefix, as in the layering table.</summary>
    public static string LayerOf(AssemblyName assembly) => assembly.Name == "hedger" ? "App" : assembly.Name![Prefix.Length..];

    public static string RepositoryRoot { get; } = FindRoot();

    public static bool IsOurs(Assembly assembly) => All.Contains(assembly);

    public static IEnumerable<string> SourceFiles(params string[] folders) => folders
        .SelectMany(folder => Directory.GetFiles(Path.Combine(RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories))
        .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "LowLatencyHedger.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
