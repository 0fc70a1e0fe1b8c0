using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace LowLatencyHedger.Architecture.Tests;

public sealed class SourceSizeTests
{
    private const int MaxFileLines = 500;
    private const int MaxMethodLines = 70;
    private const int MaxLineLength = 160;

    [Fact]
    public void Files_Everywhere_HaveAtMost500Lines()
    {
        var long_ = ProductAssemblies.SourceFiles("src", "tests", "bench", "tools")
            .Select(path => (path, lines: File.ReadLines(path).Count()))
            .Where(file => file.lines > MaxFileLines)
            .Select(file => $"{file.path}: {file.lines} lines")
            .ToList();

        Assert.True(long_.Count == 0, string.Join(Environment.NewLine, long_));
    }

    [Fact]
    public void Lines_InProduct_HaveAtMost160Characters()
    {
        var long_ = ProductAssemblies.SourceFiles("src")
            .SelectMany(path => File.ReadLines(path).Select((text, index) => (path, text, line: index + 1)))
            .Where(line => line.text.Length > MaxLineLength)
            .Select(line => $"{line.path}:{line.line}: {line.text.Length} characters")
            .ToList();

        Assert.True(long_.Count == 0, string.Join(Environment.NewLine, long_));
    }

    [Fact]
    public void Methods_InProduct_HaveAtMost70Lines()
    {
        var methods = ProductAssemblies.All.SelectMany(assembly => MethodLengths(assembly.Location)).ToList();
        var long_ = methods.Where(method => method.Lines > MaxMethodLines).Select(method => $"{method.Name}: {method.Lines} lines").ToList();

        Assert.True(methods.Count > 500, $"only {methods.Count} methods found: are the symbols missing?");
        Assert.True(long_.Count == 0, string.Join(Environment.NewLine, long_));
    }

    /// <summary>From the first to the last source line that the symbols give to the method.</summary>
    private static IEnumerable<(string Name, int Lines)> MethodLengths(string assemblyPath)
    {
        using var pe = new PEReader(File.OpenRead(assemblyPath));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(assemblyPath, ".pdb")));
        var names = pe.GetMetadataReader();
        var reader = symbols.GetMetadataReader();
        var lengths = new List<(string, int)>();
        foreach (var handle in names.MethodDefinitions)
        {
            var points = reader.GetMethodDebugInformation(MetadataTokens.MethodDebugInformationHandle(MetadataTokens.GetRowNumber(handle)))
                .GetSequencePoints()
                .Where(point => !point.IsHidden)
                .ToList();
            if (points.Count == 0 || IsGenerated(reader, points[0].Document))
            {
                continue;
            }

            var method = names.GetMethodDefinition(handle);
            var name = names.GetString(method.Name);
            if (name is ".cctor" or ".ctor")
            {
                // A constructor's symbols include field initialisers, wherever they stand.
                continue;
            }

            var type = names.GetString(names.GetTypeDefinition(method.GetDeclaringType()).Name);
            lengths.Add(($"{type}.{name}", points.Max(point => point.EndLine) - points.Min(point => point.StartLine) + 1));
        }

        return lengths;
    }

    private static bool IsGenerated(MetadataReader reader, DocumentHandle document)
    {
        var path = reader.GetString(reader.GetDocument(document).Name);
        return path.Contains("/obj/", StringComparison.Ordinal) || path.EndsWith(".g.cs", StringComparison.Ordinal);
    }
}
