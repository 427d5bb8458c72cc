using System.Text.Json.Nodes;
using SoraSharp.Quality.Reporting;
using SoraSharp.Quality.Scoring;
using Xunit;

namespace SoraSharp.Quality.Tests.Scoring;

public sealed class ScoresFileTests
{
    [Fact]
    public void Holds_every_key_and_null_where_nothing_was_measured()
    {
        var sheet = new ScoreSheet();
        sheet["world"].Add(true);
        sheet["world"].Add(false);
        var path = Path.GetTempFileName();
        try
        {
            ScoresFile.Write(path, [("mini", sheet)]);
            var mini = JsonNode.Parse(File.ReadAllText(path))!["mini"]!.AsObject();
            Assert.Equal(["world", "style", "colour", "count", "outcome", "permanence", "flightResidual", "contactSync"], mini.Select(p => p.Key));
            Assert.Equal(0.5, (double)mini["world"]!);
            Assert.Null(mini["contactSync"]);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
